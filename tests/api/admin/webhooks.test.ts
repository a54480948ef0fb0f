import { afterAll, beforeAll, expect, it } from 'vitest';
import { sequenceOnce } from '../../../src/workers/event-loop.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { lintMetrics, promtool } from '../../setup/metric-lint.ts';
import { cardOf, logIn, type Operator, textOf } from './operator.ts';

let shop: Shop;
let operator: Operator;
beforeAll(async () => {
  shop = await openShop();
  operator = await logIn(shop.app);
});
afterAll(() => shop.close());

it('says nothing of webhooks on the overview of a shop that sends none', async () => {
  expect((await operator.open('/admin')).body).not.toContain('id="webhooks"');
});

it('shows a new endpoint its secret once, what it is owed and why that failed, and sends it again', async () => {
  const list = await operator.open('/admin/webhooks');
  const fields = {
    url: 'https://1.1.1.1/in?token=hidden',
    types: 'order.placed, endpoint.*',
    description: 'A <b>depot</b>',
  };
  const wrong = await operator.send(list, { ...fields, url: 'https://127.0.0.1/' });
  expect([wrong.status, textOf(wrong.body)]).toEqual([
    422,
    expect.stringContaining('Nothing is sent to this URL'),
  ]);
  expect((await operator.send(list, { ...fields, types: 'order.unknown' })).status).toBe(400);
  const made = await operator.send(list, fields);
  expect(made.body).toMatch(/whsec_[A-Za-z0-9+/]{43}=/);
  const path = /href="(\/admin\/webhooks\/[^"]+)"/.exec(made.body)![1]!;

  const { body: listed } = await operator.open('/admin/webhooks');
  expect(textOf(listed)).toContain('https://1.1.1.1/in');
  expect(listed).not.toContain('token=hidden');

  const buyer = await shop.buyerWith([(await shop.product()).id, 1]);
  await buyer.post('/orders');
  await sequenceOnce(shop.pool, 100);
  const { rows } = await shop.pool.query(
    `update webhook_deliveries set state = 'FAILED', attempts = 1, settled_at = now() returning id`,
  );
  await shop.pool.query(
    `insert into webhook_attempts (delivery_id, number, started_at, duration_ms, status, response)
     values ($1, 1, now(), 1200, 503, '<script>alert(1)</script>')`,
    [rows[0].id],
  );
  const endpoint = await operator.open(path);
  expect(endpoint.body).toContain('A &lt;b&gt;depot&lt;/b&gt;');
  for (const secret of ['whsec_', 'token=hidden']) expect(endpoint.body).not.toContain(secret);
  expect((await operator.open(`${path}?state=SUCCEEDED`)).body).toContain('There is none.');
  const delivery = await operator.open(`/admin/webhook-deliveries/${rows[0].id}`);
  expect(delivery.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(delivery.body).not.toContain('<script>alert');
  expect(textOf(delivery.body)).toContain('503');

  const again = await operator.formOf(`/admin/webhook-deliveries/${rows[0].id}/retry`);
  expect((await operator.confirm(again)).status).toBe(303);
  const { body } = await shop.admin.get(`/webhook-deliveries/${rows[0].id}`);
  expect(body.state).toBe('PENDING');

  expect((await operator.confirm(await operator.formOf(`${path}/test`))).status).toBe(303);
  expect((await operator.confirm(await operator.formOf(`${path}/replay`))).status).toBe(303);
  expect((await operator.confirm(await operator.formOf(`${path}/disable`))).status).toBe(303);
  expect(textOf((await operator.open(path)).body)).toContain('Disabled');
  const { rows: log } = await shop.pool.query(
    'select action from audit_log where subject_id = $1 order by id',
    [path.split('/').at(-1)],
  );
  expect(log.map(({ action }) => action)).toEqual([
    'createWebhookEndpoint',
    'retryWebhookDelivery',
    'testWebhookEndpoint',
    'replayWebhookEvents',
    'updateWebhookEndpoint',
  ]);
});

it('says on the overview, and to Prometheus, what endpoints are owed and which of them are in trouble', async () => {
  await shop.pool.query('truncate webhook_attempts, webhook_deliveries, webhook_replays, webhook_endpoints');
  await shop.pool.query('delete from pending_events');
  await shop.pool.query(`
    insert into webhook_endpoints (id, url, types, enabled, disabled_reason, failing_since) values
      (gen_random_uuid(), 'https://1.1.1.1/a', '{*}', true, null, now()),
      (gen_random_uuid(), 'https://1.1.1.1/b', '{*}', false, 'gone', null),
      (gen_random_uuid(), 'https://1.1.1.1/c', '{*}', false, 'manual', null)`);
  // What a disabled endpoint was owed waits for nobody.
  await shop.pool.query(`
    insert into webhook_deliveries (id, endpoint_id, position, place, event_id, type, created_at, next_attempt_at)
    select gen_random_uuid(), id, n, 0, gen_random_uuid(), 'order.placed', now() - n * interval '100 s', now() + (n - 2) * interval '60 s'
      from webhook_endpoints, generate_series(1, 3) n`);
  await shop.pool.query(
    `insert into pending_events (kind, subjects, occurred_at) values ('orders', '{}', now() - interval '20 s')`,
  );
  const live = await operator.untilOverview('three endpoints', (body) => body.includes('id="webhooks"'));
  expect(cardOf(live, 'webhooks')).toMatch(
    /^Webhooks Needs you 1 endpoint was disabled.* Endpoints 3 Failing 1 Gone, or given up 1 Owed, not taken yet 3 The oldest of these 5 min Events without a place in the feed 2\d s/,
  );
  const text = (await shop.app.inject('/metrics')).payload;
  const values = [...text.matchAll(/^holdfast_(webhook_|event_)(\S+) (\S+)$/gm)].map(([, , name, value]) => [
    name,
    Number(value),
  ]);
  const { deliveries_pending, oldest_pending_seconds, lag_seconds, feed_lag_seconds, ...endpoints } =
    Object.fromEntries(values) as Record<string, number>;
  expect(endpoints).toEqual({ endpoints_failing: 1, endpoints_disabled: 1 });
  expect(deliveries_pending).toBe(3);
  expect(oldest_pending_seconds).toBeGreaterThan(299);
  expect(lag_seconds).toBeGreaterThan(59);
  expect(feed_lag_seconds).toBeGreaterThan(19);
  expect(lintMetrics(text)).toEqual([]);
  expect(promtool(text) ?? '').toBe('');
});
