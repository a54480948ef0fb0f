import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuidAt } from '../../src/lists/uuid-time.ts';
import { eraseOldOrders } from '../../src/workers/processors/erase-old-orders.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { collectingLog } from '../setup/logs.ts';

let db: Database;
beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.close());

const DAY_MS = 86_400_000;
const DAYS = 400;
const run = (orderPiiDays = DAYS, signal = new AbortController().signal) =>
  eraseOldOrders({ pool: db.pool, orderPiiDays })({}, { signal, log: collectingLog().log });
/** Of a worker that is told to stop after so many statements. */
function stoppingAfter(statements: number): AbortSignal {
  const { signal } = new AbortController();
  let looks = 0;
  return Object.assign(signal, {
    throwIfAborted() {
      if (++looks > statements) throw new Error('the worker stops');
    },
  });
}

let serial = 0;
/** An order of so many days ago. */
async function order(userId: string, daysAgo: number, fields: Record<string, string> = {}): Promise<string> {
  const id = uuidAt(Date.now() - daysAgo * DAY_MS).slice(0, -3) + String(100 + ++serial);
  const row = { status: 'PLACED', fulfillment_status: 'FULFILLED', return_status: 'NONE', ...fields };
  await db.pool.query(
    `insert into orders (id, user_id, total, currency, customer_email, customer_name, created_at,
                         status, fulfillment_status, return_status)
     values ($1, $2, 100, 'GBP', 'ada@example.org', 'Ada', now() - make_interval(days => $3), $4, $5, $6)`,
    [id, userId, daysAgo, row.status, row.fulfillment_status, row.return_status],
  );
  return id;
}
async function stillKnown(): Promise<string[]> {
  const { rows } = await db.pool.query('select id from orders where customer_name is not null order by id');
  return rows.map(({ id }) => id);
}

it('an order that is over tells of nobody after ORDER_PII_DAYS; one that is under way does until it is over', async () => {
  const userId = await db.customer();
  const unshipped = await order(userId, 600, { fulfillment_status: 'UNFULFILLED' });
  await order(userId, 550);
  const awaited = await order(userId, 500, { return_status: 'REQUESTED' });
  await db.pool.query(
    `insert into order_returns (id, order_id, actor_role) values (gen_random_uuid(), $1, 'CUSTOMER')`,
    [awaited],
  );
  await order(userId, 450, { status: 'CANCELLED', fulfillment_status: 'UNFULFILLED' });
  const recent = await order(userId, 399);

  await run(0);
  expect(await stillKnown()).toHaveLength(5);
  await run();
  expect(await stillKnown()).toEqual([unshipped, awaited, recent]);

  // They are found again, although the run has been past them.
  await db.pool.query(`update orders set fulfillment_status = 'FULFILLED' where id = $1`, [unshipped]);
  await run();
  expect(await stillKnown()).toEqual([awaited, recent]);
  await db.pool.query(`update order_returns set status = 'RECEIVED' where order_id = $1`, [awaited]);
  await run();
  expect(await stillKnown()).toEqual([recent]);
  // Once each.
  const { rows } = await db.pool.query('select id, version from orders order by id');
  expect(rows.map(({ id, version }) => version - (id === recent ? 0 : 1))).toEqual([1, 1, 1, 1, 1]);
});

it('goes on where the last run ended, and reads nothing that is done again', async () => {
  const userId = await db.customer();
  await run();
  const done = await order(userId, 700);
  await order(userId, 401);
  await run();
  // Of before the place where the last run ended: nobody places such orders, so that it shows what is read.
  expect(await stillKnown()).toContain(done);
  expect(await stillKnown()).toHaveLength(2);
});

it('goes on after a run that was stopped, with what that had not reached', async () => {
  const userId = await db.customer();
  const place = uuidAt(Date.now() - 400.5 * DAY_MS).slice(0, -12);
  await db.pool.query(
    `insert into orders (id, user_id, total, currency, status, customer_name)
     select ($2 || lpad(n::text, 12, '0'))::uuid, $1, 100, 'GBP', 'CANCELLED', 'Ada' from generate_series(1, 700) n`,
    [userId, place],
  );
  const left = async () => (await stillKnown()).filter((id) => id.startsWith(place)).length;
  await expect(run(DAYS, stoppingAfter(1))).rejects.toThrow('the worker stops');
  expect(await left()).toBe(200);
  const { rows } = await db.pool.query(
    `select value ->> 'through' as id from worker_notes where name = 'privacy.erase-old-orders'`,
  );
  expect(rows[0].id).toBe(`${place}000000000500`);
  await run();
  expect(await left()).toBe(0);
});
