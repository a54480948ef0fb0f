import { ensureAdmin } from '../accounts/ensure-admin.ts';
import { buildApp } from '../api/app.ts';
import { publishedSettings } from '../api/published-settings.ts';
import { loadConfig } from '../config.ts';
import { giveBackMemory } from '../process/give-back-memory.ts';
import { failStart, tellParent } from '../process/lifecycle.ts';

/** How long open requests may take to finish after a signal, in ms. */
const DRAIN_MS = 8_000;

/** The process behind `npm run start:api`. */
try {
  const config = loadConfig('api');
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
  await app.listen({ host: config.host, port: config.port }).catch((error: NodeJS.ErrnoException) => {
    const notOurs = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(error.code ?? '');
    throw notOurs ? new Error('HOST is no name or address of this machine') : error;
  });
  app.jobs.request('catalog.warm-product-cache', { reason: 'start' });

  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  giveBackMemory();
  if (!tellParent({ type: 'ready', url })) console.log(`ready ${url}`);
} catch (error) {
  failStart(error);
}
