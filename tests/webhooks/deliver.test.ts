import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readNetworks } from '../../src/outbound/networks.ts';
import { eventLoopDefaults, startEventLoop } from '../../src/workers/event-loop.ts';
import { createWorkerMetrics } from '../../src/workers/metrics.ts';
import {
  startWebhookSender,
  type WebhookSenderSettings,
  webhookSenderDefaults,
} from '../../src/workers/webhook-sender.ts';
import { openShop, type Shop } from '../setup/api.ts';
import { openReceiver, type Received, withStatus } from '../setup/receiver.ts';
import { JWT_SECRET } from '../setup/tokens.ts';
import { until } from '../setup/wait.ts';

const LOCAL = '127.0.0.0/8';
const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
const metrics = createWorkerMetrics();

let shop: Shop;
let productId: string;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  shop = await openShop({ WEBHOOK_ALLOW_NETWORKS: LOCAL });
  productId = (await shop.product()).id;
  const events = startEventLoop({ pool: shop.pool, log }, { ...eventLoopDefaults, pollMs: 10 });
  closing.push(() => events.stop());
});
afterEach(async () => {
  for (const close of closing.splice(1)) await close();
  await shop.pool.query('update webhook_endpoints set enabled = false, deleted_at = now()');
});
afterAll(async () => {
  await closing[0]!();
  await shop.close();
});

/** Attempts follow each other at once. */
const startSender = (over: Partial<WebhookSenderSettings> = {}) => {
  const webhookNetworks = readNetworks([LOCAL])!;
  const context = {
    ...{ pool: shop.pool, log, jwtSecret: JWT_SECRET, webhookNetworks, webhookProxy: undefined, metrics },
  };
  const settings = {
    ...webhookSenderDefaults,
    pollMs: 10,
    pauseAfter: (failed: number) => (failed < 5 ? 0 : undefined),
    ...over,
  };
  const sender = startWebhookSender(context, settings);
  closing.push(() => sender.stop());
  return sender;
};
const receiver = async (answer = withStatus(204)) => {
  const made = await openReceiver(answer);
  closing.push(() => made.close());
  return made;
};
const listen = async (url: string, types = ['order.placed']) => {
  const { status, body, text } = await shop.admin.post('/webhook-endpoints', { url, types });
  expect([status, text]).toEqual([201, text]);
  return body as { id: string; secret: string };
};
const order = async (): Promise<string> => {
  const buyer = await shop.buyerWith([productId, 1]);
  return (await buyer.post('/orders')).body.id;
};
const deliveriesOf = async ({ id }: { id: string }, query = '') =>
  (await shop.admin.get(`/webhook-endpoints/${id}/deliveries${query}`)).body.items;
const settled = async (endpoint: { id: string }, state = 'SUCCEEDED', count = 1) =>
  until(`${count} ${state}`, async () => {
    const found = await deliveriesOf(endpoint, `?state=${state}`);
    return found.length >= count && found;
  });
const verify = (secret: string, { headers, body }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as {
    type: string;
    timestamp: string;
    data: { order: { id: string; status: string; version: number } };
  };
const orderIn = ({ body }: Received): string => JSON.parse(body).data.order.id;

describe('a delivery', () => {
  it('is tried until it is taken, under one id and newly signed, and each attempt is on record', async () => {
    const there = await receiver();
    let answered = 0;
    there.answerWith((response) =>
      withStatus(answered++ < 2 ? 500 : 204, {}, answered < 3 ? 'no \0 luck' : '')(response),
    );
    const endpoint = await listen(there.url);
    startSender();
    const orderId = await order();
    const [delivery] = await settled(endpoint);
    expect(there.received).toHaveLength(3);
    for (const received of there.received) {
      expect(verify(endpoint.secret, received)).toMatchObject({
        type: 'order.placed',
        data: { order: { id: orderId, status: 'PLACED', version: 1 } },
      });
      expect(received.headers['webhook-id']).toBe(delivery.eventId);
      expect(received.body).toBe(there.received[0]!.body);
    }
    const { body } = await shop.admin.get(`/webhook-deliveries/${delivery.id}`);
    expect(
      body.attempts.map((one: Record<string, unknown>) => [one.number, one.status, one.response]),
    ).toEqual([
      [1, 500, 'no \ufffd luck'],
      [2, 500, 'no \ufffd luck'],
      [3, 204, ''],
    ]);
    expect(body.body).toBe(there.received[0]!.body);
    const { values } = await metrics.webhookAttempts.get();
    const counted = values.filter(({ metricName }) => metricName?.endsWith('_count'));
    expect(counted.map(({ labels, value }) => [labels.outcome, value])).toEqual([
      ['retried', 2],
      ['succeeded', 1],
    ]);

    const again = await shop.admin.post(`/webhook-deliveries/${delivery.id}/retries`);
    expect([again.status, again.body.state]).toEqual([202, 'PENDING']);
    await until('a fourth attempt', () => there.received.length === 4);
    expect(there.received[3]!.headers['webhook-id']).toBe(delivery.eventId);
    const { body: tally } = await shop.admin.get('/events?types=order.placed&limit=100');
    expect(tally.items.map((event: { id: string }) => event.id)).toContain(delivery.eventId);
  });

  it('ends with the schedule, and an answer that leads elsewhere is not followed', async () => {
    const elsewhere = await receiver();
    const there = await receiver(withStatus(302, { location: elsewhere.url }));
    const endpoint = await listen(there.url);
    startSender();
    await order();
    const [delivery] = await settled(endpoint, 'FAILED');
    expect(delivery).toMatchObject({ attemptCount: 5, nextAttemptAt: null });
    expect([there.received.length, elsewhere.received.length]).toEqual([5, 0]);
    expect((await shop.admin.get(`/webhook-endpoints/${endpoint.id}`)).body.failingSince).not.toBeNull();
  });

  it('goes to each endpoint by its types, with what the others do not hear of', async () => {
    const [all, placed] = [await receiver(), await receiver()];
    const [every, some] = [await listen(all.url, ['order.*', 'fulfillment.*']), await listen(placed.url)];
    startSender();
    const id = await order();
    await shop.admin.post(`/orders/${id}/fulfillments`, {});
    await Promise.all([settled(every, 'SUCCEEDED', 3), settled(some)]);
    expect(all.received.map(({ body }) => JSON.parse(body).type).sort()).toEqual([
      'fulfillment.created',
      'order.created',
      'order.placed',
    ]);
    expect(placed.received.map(({ body }) => JSON.parse(body).type)).toEqual(['order.placed']);
  });

  it('is held up by its own receiver alone', async () => {
    const [slow, quick] = [await receiver(() => {}), await receiver()];
    const [hanging, fine] = [await listen(slow.url), await listen(quick.url)];
    startSender({ inFlight: 4 });
    for (let n = 0; n < 12; n++) await order();
    await settled(fine, 'SUCCEEDED', 12);
    await until('as many as may be under way', () => slow.received.length >= 4);
    expect(quick.received).toHaveLength(12);
    expect(await deliveriesOf(hanging, '?state=SUCCEEDED')).toEqual([]);
  });

  it('that a worker had in hand when it died is made by another one', async () => {
    const there = await receiver(() => {});
    const endpoint = await listen(there.url);
    // It never records: as far as the database knows, it died.
    await shop.pool.query(
      `create function no_record() returns trigger language plpgsql as $$ begin raise 'died'; end $$`,
    );
    await shop.pool.query(
      `create trigger no_record before insert on webhook_attempts execute function no_record()`,
    );
    const first = startSender({ timeoutMs: 50 });
    await order();
    await until('it was sent', () => there.received.length === 1);
    await first.stop();
    await shop.pool.query('drop trigger no_record on webhook_attempts');
    there.answerWith(withStatus(204));
    // The lease is over.
    await shop.pool.query(`update webhook_deliveries set next_attempt_at = now() where state = 'PENDING'`);
    startSender();
    const [delivery] = await settled(endpoint);
    expect(delivery.attemptCount).toBe(2);
    expect(new Set(there.received.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set([delivery.eventId]),
    );
  });
});

describe('an endpoint', () => {
  it('is signed for with every secret that was promised an overlap, to its end, and with the new one alone after', async () => {
    const there = await receiver();
    const endpoint = await listen(there.url, ['endpoint.test']);
    const rotate = `/webhook-endpoints/${endpoint.id}/secret-rotations`;
    const over = (seconds: number) => shop.admin.post(rotate, { overlapSeconds: seconds });
    const before = [endpoint, (await over(3_600)).body];
    before.push(...(await Promise.all([1, 2, 3, 4].map(() => over(60)))).map(({ body }) => body));
    startSender();
    await shop.admin.post(`/webhook-endpoints/${endpoint.id}/tests`);
    await settled(endpoint);
    for (const { secret } of before) verify(secret, there.received[0]!);
    await shop.pool.query(
      `update webhook_endpoints set previous_secrets = jsonb_path_query_array(previous_secrets, '$[4]') where id = $1`,
      [endpoint.id],
    );
    // The last of five ends last: what is left is the first, which was promised an hour.
    const { body: rotated } = await over(0);
    expect(rotated.previousSecretUntil).toBeNull();
    await shop.admin.post(`/webhook-endpoints/${endpoint.id}/tests`);
    await settled(endpoint, 'SUCCEEDED', 2);
    for (const { secret } of [endpoint, rotated]) verify(secret, there.received[1]!);
    for (const { secret } of before.slice(1)) expect(() => verify(secret, there.received[1]!)).toThrow();
    for (let secrets = 2; secrets < 10; secrets++) expect((await over(60)).status).toBe(201);
    expect([(await over(60)).body.code, (await over(0)).status]).toEqual(['secret_limit', 201]);
    // At rest neither can be read.
    const { rows } = await shop.pool.query('select secret from webhook_endpoints where id = $1', [
      endpoint.id,
    ]);
    const plain = Buffer.from(rotated.secret.slice('whsec_'.length), 'base64');
    expect((rows[0].secret as Buffer).includes(plain)).toBe(false);
  });

  it('that says it is gone is disabled at once, administrators are mailed, and a replay sends what it missed', async () => {
    const there = await receiver(withStatus(410));
    const endpoint = await listen(there.url);
    startSender();
    await order();
    await until('it is disabled', async () => {
      const { body } = await shop.admin.get(`/webhook-endpoints/${endpoint.id}`);
      return body.disabledReason === 'gone' && !body.enabled;
    });
    const { rows: owed } = await shop.pool.query(
      `select count(*)::int as mails from outbox_messages where job = 'webhook.send-disabled-notice-email'`,
    );
    expect(owed[0].mails).toBe(1);
    const url = `/webhook-endpoints/${endpoint.id}`;
    expect((await shop.admin.post(`${url}/tests`)).body.code).toBe('endpoint_disabled');
    const [from, missed] = [new Date(Date.now() - 60_000).toISOString(), await order()];
    await until('it has its place', async () => {
      const { body } = await shop.admin.get(`/events?types=order.placed&limit=100&from=${from}`);
      return body.items.some((event: { data: { order: { id: string } } }) => event.data.order.id === missed);
    });
    there.answerWith(withStatus(204));
    there.received.length = 0;
    await shop.admin.patch(url, { enabled: true });
    const to = new Date(Date.now() + 60_000).toISOString();
    expect((await shop.admin.post(`${url}/replays`, { from, to, onlyFailed: true })).status).toBe(202);
    await settled(endpoint);
    expect(there.received.map(orderIn)).not.toContain(missed);
    expect((await shop.admin.post(`${url}/replays`, { from, to })).status).toBe(202);
    await until('what it missed', () => there.received.some((one) => orderIn(one) === missed));
    const { body } = await shop.admin.get('/events?types=endpoint.disabled');
    expect(body.items.at(-1).data).toEqual({ endpoint: { id: endpoint.id, reason: 'gone' } });
  });

  it('that has taken nothing for days is disabled', async () => {
    const there = await receiver(withStatus(500));
    const endpoint = await listen(there.url);
    await shop.pool.query(
      `update webhook_endpoints set failing_since = now() - interval '5 days 1 minute' where id = $1`,
      [endpoint.id],
    );
    startSender();
    await order();
    await until('it is disabled', async () => {
      const { body } = await shop.admin.get(`/webhook-endpoints/${endpoint.id}`);
      return body.disabledReason === 'failing';
    });
  });

  it('shows its secret once, also to a repeat of the request that made it, and keeps it sealed', async () => {
    const there = await receiver();
    const body = { url: there.url, types: ['*'] };
    const key = { 'idempotency-key': 'endpoint-once' };
    const [first, repeat] = [
      await shop.admin.post('/webhook-endpoints', body, key),
      await shop.admin.post('/webhook-endpoints', body, key),
    ];
    expect(first.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(repeat.text).toBe(first.text);
    const { rows } = await shop.pool.query('select body from idempotency_keys');
    expect(JSON.stringify(rows)).not.toContain(first.body.secret.slice('whsec_'.length));
    expect((await shop.admin.get(first.headers.location!)).text).not.toContain('whsec_');
  });
});
