import { ensureAdmin } from '../accounts/ensure-admin.ts';
import { buildApp } from '../api/app.ts';
import { addressesOf, listen } from '../api/listen.ts';
import { publishedSettings } from '../api/published-settings.ts';
import { hostOf, loadConfig, withFaults } from '../config.ts';
import { giveBackMemory } from '../process/give-back-memory.ts';
import { faultsOfHost } from '../process/host-faults.ts';
import { failStart, tellParent } from '../process/lifecycle.ts';

/** How long open requests may take to finish after a signal, in ms. */
const DRAIN_MS = 8_000;

/** The process behind `npm run start:api`. */
try {
  const hostFaults = await faultsOfHost(hostOf());
  const config = withFaults(hostFaults, () => loadConfig('api'));
  const app = await buildApp(config);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    await app.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  process.on('disconnect', stop);

  for (const setting of publishedSettings(config))
    app.log.warn({ setting }, 'this setting has a published value that everybody knows: set another one');
  if (config.admin) await ensureAdmin(app.orm.em.fork(), config.admin);
  const port = await listen(app, await addressesOf(config.host), config.port);
  app.jobs.request('catalog.warm-product-cache', { reason: 'start' });

  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  giveBackMemory();
  // On stdout every line is JSON; for who waits for a plain one, whatever the log's level, there is stderr.
  app.log.info(`ready ${url}`);
  if (!tellParent({ type: 'ready', url })) console.error(`ready ${url}`);
} catch (error) {
  failStart(error);
}
