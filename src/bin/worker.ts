import { loadConfig } from '../config.ts';
import { giveBackMemory } from '../process/give-back-memory.ts';
import { failStart, tellParent } from '../process/lifecycle.ts';
import { startWorker } from '../workers/start-worker.ts';

/** After this the process goes, whatever holds it, in ms. */
const EXIT_AFTER_MS = 9_500;

/** The process behind `npm run start:worker`. */
try {
  const config = loadConfig('worker');
  const close = await startWorker(config);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), EXIT_AFTER_MS).unref();
    await close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
  giveBackMemory();
  tellParent({ type: 'ready' });
} catch (error) {
  failStart(error);
}
