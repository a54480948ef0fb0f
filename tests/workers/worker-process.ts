import { pino } from 'pino';
import { createDatabaseSource } from '../../src/catalog/cache/database-source.ts';
import { createPool } from '../../src/database/connections.ts';
import { createMailer } from '../../src/workers/mail/mailer.ts';
import { createProcessors } from '../../src/workers/processors/index.ts';
import { startWorkers, workersDefaults } from '../../src/workers/workers.ts';

/**
 * A worker to be killed. Its lock is short, so that the others need not wait for it for long; one that survives keeps
 * its own lock however slow the machine is.
 */
const [databaseUrl = '', redisUrl, smtpUrl = '', fate] = process.argv.slice(2);
const pool = createPool(databaseUrl, { applicationName: 'to-be-killed' });
const mailer = createMailer({ smtpUrl, mailFrom: 'orders@shop.example', maxConnections: 2 });
const processors = createProcessors({
  pool,
  mailer,
  source: createDatabaseSource(pool),
  sharedTier: undefined,
  linkToOrder: ({ id }) => `https://shop.example/orders/${id}`,
  toLink: () => '',
  outboxRetentionDays: 7,
  abandonedCartDays: 0,
  orderPiiDays: 0,
  seller: { lines: ['Shop'], taxId: null },
  invoiceAutomatic: false,
  invoiceFont: undefined,
  providers: new Map(),
});
await startWorkers(
  { processors, pool, log: pino({ level: 'silent' }) },
  {
    ...workersDefaults,
    databaseUrl,
    redisUrl: redisUrl || undefined,
    applicationName: 'to-be-killed',
    ...(fate !== 'survives' && { lockDurationMs: 500 }),
    stalledIntervalMs: 200,
  },
);
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
