import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, settingsFor } from '../../setup/api.ts';
import { type ApiProcess, startApi } from '../../setup/api-process.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import { insertCoupon } from '../../setup/coupons.ts';
import { count, insertCart, stockOf } from '../../setup/records.ts';
import { until } from '../../setup/wait.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

/** Customers who order two units of each product again and again, until their process is gone. */
async function sellUntilKilled(
  api: ApiProcess,
  products: string[],
  { signal, after, body }: { signal: NodeJS.Signals; after: number; body?: object },
) {
  const acknowledged: string[] = [];
  const buyers = await Promise.all(Array.from({ length: 24 }, () => database.customer()));
  const shopping = buyers.map(async (id) => {
    const caller = api.as(id);
    for (;;) {
      await insertCart(
        database.pool,
        id,
        products.map((product) => [product, 2]),
      );
      const answer = await caller.post('/orders', body).catch(() => undefined);
      if (answer?.status !== 201) return answer;
      acknowledged.push(answer.body.id);
    }
  });
  await until('the first orders', () => acknowledged.length >= after);
  const code = await api.stop(signal);
  return { acknowledged, last: await Promise.all(shopping), code };
}

/** Comes back when PostgreSQL has ended the sessions of a process that is gone. */
const sessionsEnded = () =>
  until('its sessions end', async () => {
    const sessions = await count(
      database.pool,
      'pg_stat_activity',
      `datname = current_database() and application_name like 'holdfast%'`,
    );
    return sessions === 0;
  });

async function expectAllThere(acknowledged: string[], products: string[], initial: number) {
  expect(await count(database.pool, 'orders', 'id = any($1)', [acknowledged])).toBe(acknowledged.length);
  const { rows } = await database.pool.query(
    'select coalesce(sum(quantity), 0)::int as sold from order_items where product_id = $1',
    [products[0]],
  );
  expect((await stockOf(database.pool, products[0]!)) + rows[0].sold).toBe(initial);
  await expectSoundBooks(database.pool);
}

test('after SIGKILL in the middle of many checkouts every acknowledged order is there with its coupon, and nothing half', async () => {
  const products = [
    (await database.product({ stock: 100_000 })).id,
    (await database.product({ stock: 100_000 })).id,
  ];
  const api = await startApi(settingsFor(database.url));
  await insertCoupon(database.pool);
  const body = { couponCodes: ['HALF'] };
  const { acknowledged } = await sellUntilKilled(api, products, { signal: 'SIGKILL', after: 50, body });
  await sessionsEnded();
  expect(acknowledged.length).toBeGreaterThanOrEqual(50);
  await expectAllThere(acknowledged, products, 100_000);
});

test('after SIGTERM open checkouts are answered, the process ends by itself, and nothing is lost', async () => {
  const products = [(await database.product({ stock: 100_000 })).id];
  const api = await startApi(settingsFor(database.url));
  const { acknowledged, last, code } = await sellUntilKilled(api, products, { signal: 'SIGTERM', after: 50 });
  expect(code).toBe(0);
  await sessionsEnded();
  // What was refused was refused in order: a closed connection, or 503 while closing.
  expect(last.filter((answer) => answer !== undefined && answer.status !== 503)).toEqual([]);
  await expectAllThere(acknowledged, products, 100_000);
  // An order that exists without its customer knowing it would be one that was cut off while it was open.
  const { rows } = await database.pool.query(
    'select count(distinct order_id)::int as orders from order_items where product_id = $1',
    [products[0]],
  );
  expect(rows[0].orders).toBe(acknowledged.length);
});
