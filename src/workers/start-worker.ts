import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { createDatabaseSource } from '../catalog/cache/database-source.ts';
import { createSharedTier } from '../catalog/cache/shared-tier.ts';
import type { Config } from '../config.ts';
import { refuseUnmigrated } from '../database/at-head.ts';
import { ormOptions } from '../database/orm-options.ts';
import type { ScheduledJobName } from '../jobs/catalogue.ts';
import { producerRedis } from '../jobs/queue-connection.ts';
import { openQueues } from '../jobs/queues.ts';
import { registerPaymentMetrics } from '../order-payments/payment-notes.ts';
import { orderLinks } from '../orders/order-link.ts';
import { registerDeliveryMetrics } from '../outbox/delivery-metrics.ts';
import { createPublisher } from '../outbox/publisher.ts';
import { createProviders } from '../payments/providers.ts';
import { loggedError } from '../process/log-errors.ts';
import { startMetricsServer } from '../process/metrics-server.ts';
import { registerDriftMetrics } from '../stock/drift-metrics.ts';
import { registerWebhookMetrics } from '../webhooks/webhook-metrics.ts';
import { startEventLoop } from './event-loop.ts';
import { startHeartbeat } from './heartbeat.ts';
import { linkAddresses } from './mail/link-addresses.ts';
import { createMailer } from './mail/mailer.ts';
import { createWorkerMetrics } from './metrics.ts';
import { createProcessors } from './processors/index.ts';
import { startRelay } from './relay.ts';
import { keepSchedules, schedulesDefaults } from './schedules.ts';
import { startWebhookSender } from './webhook-sender.ts';
import { startWorkers, workersDefaults } from './workers.ts';

/** How long jobs in flight may take to finish after a signal, in ms; then they are stopped and retried. */
const DRAIN_MS = 7_000;
/**
 * Mails under way for each connection to the mail server: while one is handed over, others are read, recorded and
 * settled, and share the statements for it.
 */
const MAILS_PER_CONNECTION = 8;

/** Schedules that this shop has not asked for. */
function unwanted({ abandonedCartDays, orderPiiDays }: Config): ScheduledJobName[] {
  const off: ScheduledJobName[] = [];
  if (abandonedCartDays === 0) off.push('cart.remove-abandoned');
  if (orderPiiDays === 0) off.push('privacy.erase-old-orders');
  return off;
}

/** How long jobs that were owed last may take to reach their queue, in ms. */
const FLUSH_MS = 2_000;

/** Starts everything that a worker does. @returns a function that drains and closes all of it */
export async function startWorker(config: Config): Promise<() => Promise<void>> {
  const log = pino({
    level: config.logLevel,
    base: { process: 'worker', pid: process.pid },
    serializers: { err: loggedError },
  });
  const mailer = createMailer({
    smtpUrl: config.smtpUrl ?? '',
    mailFrom: config.mailFrom,
    maxConnections: config.mailConnections,
  });
  const orm = await MikroORM.init(
    ormOptions({
      url: config.databaseUrl,
      applicationName: 'holdfast-worker',
      poolMax: config.databasePoolMax,
      avoidTableScans: true,
    }),
  );
  const pool: Pool = await orm.em.getConnection().getNativeClient();
  // The pool replaces a connection that dies while idle; without a listener it would end the process.
  pool.on('error', (err) => log.warn({ err }, 'a database connection ended'));
  await pool.query('select 1');
  await refuseUnmigrated(orm);

  const settings = { ...config, applicationName: 'holdfast-worker' };
  const queues = await openQueues(settings, {
    onLost: (err) => log.warn({ err }, 'the job queues are not reachable'),
    onBack: () => log.info('the job queues are reachable again'),
  });
  const publisher = createPublisher(queues, pool, {
    onLeftBehind: (rows, err) => log.warn({ err, rows }, 'jobs were left to the outbox relay'),
  });
  const redis = config.redisUrl ? producerRedis(config.redisUrl, 'holdfast-worker-cache') : undefined;
  // The queues tell of the same outage.
  redis?.on('error', () => {});
  const sharedTier =
    redis && createSharedTier(redis, (err) => log.debug({ err }, 'Redis was skipped by the product cache'));

  const metrics = createWorkerMetrics();
  metrics.collectDefaults();
  registerDeliveryMetrics(metrics.registry, pool, queues);
  registerDriftMetrics(metrics.registry, pool);
  registerPaymentMetrics(metrics.registry, pool);
  registerWebhookMetrics(metrics.registry, pool);
  const metricsServer =
    config.metricsPort === undefined
      ? undefined
      : await startMetricsServer(metrics.registry, { host: config.host, port: config.metricsPort }, log);

  const linkToOrder = orderLinks(config);
  if (!linkToOrder)
    log.warn('mails have no link to their order: set ORDER_URL, or JWT_SECRET as the API has it');
  if (config.jwtSecret === '')
    log.warn(
      'mails that bring a link, such as for a new password, and webhooks wait for a worker with the JWT_SECRET of the API',
    );
  const processors = createProcessors({
    ...config,
    linkToOrder,
    toLink: linkAddresses(config),
    pool,
    providers: createProviders(config),
    publish: publisher.publish,
    mailer,
    source: createDatabaseSource(pool),
    sharedTier,
    metrics,
  });
  const workers = await startWorkers(
    { processors, pool, log, metrics },
    {
      ...settings,
      ...workersDefaults,
      concurrency: { ...workersDefaults.concurrency, mail: MAILS_PER_CONNECTION * config.mailConnections },
    },
  );
  const relay = startRelay({ pool, queues, log });
  const events = startEventLoop({ pool, log });
  // Without it no secret of an endpoint is read: what it is owed waits for a worker with the JWT_SECRET of the API.
  const webhooks =
    config.jwtSecret === '' ? undefined : startWebhookSender({ ...config, pool, log, metrics });
  const schedules = keepSchedules({ queues, pool, log }, { ...schedulesDefaults, off: unwanted(config) });
  const stopHeartbeat = startHeartbeat(config.heartbeatFile, () => pool.query('select 1'));
  queues.request('catalog.warm-product-cache', { reason: 'start' }).catch(() => {});
  log.info({ queues: queues.backend, metrics: metricsServer?.url }, 'worker ready');

  return async () => {
    log.info('worker drains');
    stopHeartbeat();
    await Promise.all([
      relay.stop(),
      events.stop(),
      webhooks?.stop(),
      schedules.stop(),
      workers.drain(DRAIN_MS),
    ]);
    mailer.close();
    await publisher.flush(FLUSH_MS);
    await queues.close();
    redis?.disconnect();
    await orm.close(true);
    metricsServer?.close();
    log.info('worker stopped');
  };
}
