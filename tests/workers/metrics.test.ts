import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createDatabaseSource } from '../../src/catalog/cache/database-source.ts';
import { inTransaction } from '../../src/database/in-transaction.ts';
import { registerDeliveryMetrics } from '../../src/outbox/delivery-metrics.ts';
import { resendMail } from '../../src/outbox/resend-mail.ts';
import { startMetricsServer } from '../../src/process/metrics-server.ts';
import { registerDriftMetrics } from '../../src/stock/drift-metrics.ts';
import { writeDriftNote } from '../../src/stock/drift-note.ts';
import { createMailer } from '../../src/workers/mail/mailer.ts';
import { createWorkerMetrics } from '../../src/workers/metrics.ts';
import { createProcessors } from '../../src/workers/processors/index.ts';
import { startProxy } from '../setup/proxy.ts';
import { redisUrl } from '../setup/services.ts';
import { until } from '../setup/wait.ts';
import { setUpWorkshop } from './on-backends.ts';

const on = setUpWorkshop(redisUrl);

async function scrape(registry: Registry): Promise<Map<string, number>> {
  const text = await registry.metrics();
  return new Map(
    [...text.matchAll(/^(holdfast\S+) (\S+)$/gm)].map(([, name, value]) => [name!, Number(value)]),
  );
}

it('what is owed, how old the oldest is, what failed, the depth of queues and drift are on every scrape', async () => {
  await on.shop.pool.query('delete from outbox_messages');
  const [old, failed] = [await on.shop.placeOrder(), await on.shop.placeOrder()];
  await on.shop.placeOrder();
  await on.shop.pool.query(
    `update outbox_messages set created_at = now() - interval '100 seconds' where id = $1`,
    [old.row.id],
  );
  await on.shop.pool.query(
    `update outbox_messages set settled_at = now(), failed_at = now(), failure = 'refused', failure_detail = '', failed_attempts = 1
      where id = $1`,
    [failed.row.id],
  );
  await on.shop.pool.query('update outbox_messages set unknown_since = now() where id = $1', [old.row.id]);
  await on.queues.addBulk([old.row]);
  await writeDriftNote(on.shop.pool, { products: 2, skus: ['A', 'B'], orders: 3 });
  const registry = new Registry();
  registerDeliveryMetrics(registry, on.shop.pool, on.queues);
  registerDriftMetrics(registry, on.shop.pool);
  const metrics = await scrape(registry);
  expect(Object.fromEntries(metrics)).toMatchObject({
    holdfast_outbox_owed: 2,
    holdfast_outbox_failed: 1,
    holdfast_outbox_unknown: 1,
    holdfast_stock_drift_products: 2,
    holdfast_order_drift_orders: 3,
    'holdfast_queue_jobs{queue="mail",state="waiting"}': 1,
    'holdfast_queue_jobs{queue="maintenance",state="failed"}': 0,
  });
  expect(metrics.get('holdfast_outbox_lag_seconds')).toBeGreaterThan(99);
  expect(metrics.get('holdfast_stock_reconciled_timestamp_seconds')).toBeGreaterThan(1e9);
});

it('a scrape asks the database once for many, and answers without what is away', async () => {
  let asked = 0;
  const pool = { query: async () => ({ rows: [], n: asked++ }) } as never;
  const proxy = await startProxy(redisUrl);
  const queues = await on.shop.openQueues({ redisUrl: proxy.through(redisUrl) });
  proxy.cut();
  await until('the outage is felt', () => !queues.isReady());
  const registry = new Registry();
  registerDeliveryMetrics(registry, pool, queues);
  const [first] = await Promise.all(Array.from({ length: 20 }, () => scrape(registry)));
  expect(asked).toBe(1);
  expect(first?.get('holdfast_outbox_owed')).toBe(0);
  expect([...(first ?? new Map()).keys()].some((name) => name.startsWith('holdfast_queue_jobs'))).toBe(false);
  await on.shop.endTest();
  await proxy.close();
});

it('a worker counts what it delivered, how long it took, and what failed for good, at its own /metrics', async () => {
  const metrics = createWorkerMetrics();
  const mailer = createMailer({ smtpUrl: on.mailServer.url, mailFrom: 'a@shop.example', maxConnections: 2 });
  const processors = createProcessors({
    pool: on.shop.pool,
    mailer,
    metrics,
    source: createDatabaseSource(on.shop.pool),
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
  await on.shop.startWorkers(processors, {}, { metrics });
  const sent = await on.shop.placeOrder();
  await on.queues.addBulk([sent.row]);
  await on.settled(sent.row.id);
  // Asked for once more: another mail, and no word on how long mails take.
  const { orderId } = sent;
  const again = await inTransaction(on.shop.pool, (client) =>
    resendMail(client, { kind: 'order.send-confirmation-email', orderId, subjectId: orderId }),
  );
  await on.queues.addBulk(again.owes);
  await on.settled(again.owes[0]!.id);
  on.mailServer.refuseRecipients(550);
  const refused = await on.shop.placeOrder();
  await on.queues.addBulk([refused.row]);
  await on.inState(refused.row.id, 'failed');

  const server = (await startMetricsServer(metrics.registry, { host: '127.0.0.1', port: 0 }, console))!;
  const text = await (await fetch(server.url)).text();
  expect((await fetch(server.url.replace('/metrics', '/'))).status).toBe(404);
  server.close();
  mailer.close();
  for (const line of [
    'holdfast_mails_delivered_total 2',
    'holdfast_mail_delivery_seconds_count 1',
    'holdfast_jobs_failed_total{job="order.send-confirmation-email",failure="refused"} 1',
    'holdfast_job_attempt_seconds_count{job="order.send-confirmation-email",outcome="failed"} 1',
    'holdfast_job_attempt_seconds_count{job="order.send-confirmation-email",outcome="succeeded"} 2',
  ]) {
    expect(text).toContain(line);
  }
});
