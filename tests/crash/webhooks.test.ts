import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../src/database/in-transaction.ts';
import { createEndpoint } from '../../src/webhooks/change-endpoints.ts';
import { secretSeal } from '../../src/webhooks/endpoint-secrets.ts';
import { type Database, openDatabase, settingsFor } from '../setup/api.ts';
import { type EntryProcess, startEntry } from '../setup/entry-process.ts';
import { openReceiver } from '../setup/receiver.ts';
import { JWT_SECRET } from '../setup/tokens.ts';
import { gate, until } from '../setup/wait.ts';

/** In small; `TEST_WEBHOOK_EVENTS=5000 TEST_WEBHOOK_KILLS=20` is the long run. */
const EVENTS = Number(process.env.TEST_WEBHOOK_EVENTS ?? 480);
const KILLS = Number(process.env.TEST_WEBHOOK_KILLS ?? 5);
const RECEIVERS = 3;
/** Orders of one statement: a row of the feed. */
const BATCH = 10;

let database: Database;
let customer: string;
let worker: EntryProcess | undefined;
let received = 0;
let next: { at: number; reached(): void } | undefined;
const receivers: Awaited<ReturnType<typeof openReceiver>>[] = [];
const endpoints: string[] = [];

beforeAll(async () => {
  database = await openDatabase();
  customer = await database.customer();
  for (let n = 0; n < RECEIVERS; n++) {
    const receiver = await openReceiver((response) => {
      received++;
      // The worker dies before it hears of this one, and of others that are under way.
      if (received === next?.at) next.reached();
      else response.writeHead(204).end();
    });
    receivers.push(receiver);
    const input = { url: receiver.url, types: ['order.placed'] };
    const { view } = await inTransaction(database.pool, (client) =>
      createEndpoint(client, secretSeal(JWT_SECRET), input),
    );
    endpoints.push(view.id);
  }
});
afterAll(async () => {
  await worker?.stop('SIGKILL');
  for (const receiver of receivers) await receiver.close();
  await database.close();
});

const startWorker = async () => {
  const own = { REDIS_URL: '', SMTP_URL: 'smtp://127.0.0.1:9', WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8' };
  worker = startEntry('bin/worker.js', settingsFor(database.url, own));
  await worker.ready;
  return worker;
};
const placeOrders = async (amount: number) => {
  for (let left = amount; left > 0; left -= BATCH)
    await database.pool.query(
      `insert into orders (id, user_id, total, currency)
       select gen_random_uuid(), $1, 300, 'GBP' from generate_series(1, $2::int)`,
      [customer, Math.min(BATCH, left)],
    );
};
const attemptsOf = async (state: string) => {
  const { rows } = await database.pool.query<{ deliveries: number; repeated: number }>(
    `select count(*)::int as deliveries, count(*) filter (where attempts > 1)::int as repeated
       from webhook_deliveries where state = $1`,
    [state],
  );
  return rows[0]!;
};

it(`${EVENTS} events reach ${RECEIVERS} endpoints while the worker is killed ${KILLS} times: each at least once, under one id, and on record`, async () => {
  const share = Math.floor(EVENTS / (KILLS + 1));
  for (let kill = 1; kill <= KILLS; kill++) {
    const dies = gate();
    next = { at: received + Math.ceil((share * RECEIVERS) / 2), reached: dies.resolve };
    const { child, exited } = await startWorker();
    const placing = placeOrders(share);
    await dies.promise;
    child.kill('SIGKILL');
    expect(await exited).toBe('SIGKILL');
    await placing;
    // Nobody has what it had in hand: the time is over after which that counts as lost.
    await database.pool.query(
      `update webhook_deliveries set next_attempt_at = now() where state = 'PENDING'`,
    );
  }
  next = undefined;
  await startWorker();
  await placeOrders(EVENTS - share * KILLS);
  const total = EVENTS * RECEIVERS;
  await until(
    'all are settled',
    async () => (await attemptsOf('SUCCEEDED')).deliveries === total,
    60_000 + 20 * EVENTS,
  );
  // What was under way at a kill was sent once more.
  expect((await attemptsOf('SUCCEEDED')).repeated).toBeGreaterThan(0);

  const { rows: told } = await database.pool.query<{ id: string }>(`select id from orders order by id`);
  for (const [n, receiver] of receivers.entries()) {
    const bodies = new Map<string, string>();
    for (const { headers, body } of receiver.received) {
      const id = headers['webhook-id'] as string;
      expect(body).toBe(bodies.get(id) ?? body);
      bodies.set(id, body);
    }
    expect(bodies.size).toBe(EVENTS);
    const orders = [...bodies.values()].map((body) => JSON.parse(body).data.order.id);
    expect(orders.sort()).toEqual(told.map(({ id }) => id));
    const { rows: logged } = await database.pool.query<{ id: string }>(
      `select distinct d.event_id as id from webhook_deliveries d join webhook_attempts a on a.delivery_id = d.id
        where d.endpoint_id = $1 and a.status = 204`,
      [endpoints[n]],
    );
    expect(logged.map(({ id }) => id).sort()).toEqual([...bodies.keys()].sort());
  }
}, 600_000);
