import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasCommitted } from '../../src/orders/commit-inquiry.ts';
import { type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';

let shop: OrderDesk;
let orderId: string;
beforeAll(async () => {
  shop = await openDesk();
  const product = await shop.product({ stock: 5 });
  orderId = orderOf(await shop.place(await shop.buyer([product.id, 1]))).id;
});
afterAll(() => shop.close());

const noOrder = '00000000-0000-7000-8000-000000000000';

/** A transaction that ends the way that `end` says. */
async function transaction(end: (client: PoolClient) => Promise<unknown>): Promise<string> {
  const client = await shop.pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id');
    await end(client);
    return rows[0]!.id;
  } finally {
    client.release();
  }
}

test('of a transaction that was rolled back it is known at once that nothing of it is there', async () => {
  const transactionId = await transaction((client) => client.query('rollback'));
  expect(await hasCommitted(shop.pool, { transactionId, orderId })).toBe(false);
});

test('one that was committed is there with its order, and is not believed without it', async () => {
  const transactionId = await transaction((client) => client.query('commit'));
  expect(await hasCommitted(shop.pool, { transactionId, orderId })).toBe(true);
  expect(await hasCommitted(shop.pool, { transactionId, orderId: noOrder })).toBe(false);
});

test('one that is still at it is asked for until it has ended', async () => {
  const answered: boolean[] = [];
  let asking: Promise<unknown> | undefined;
  await transaction(async (client) => {
    const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id');
    asking = hasCommitted(shop.pool, { transactionId: rows[0]!.id, orderId }).then((has) =>
      answered.push(has),
    );
    await shop.pool.query('select 1');
    expect(answered).toEqual([]);
    await client.query('commit');
  });
  await asking;
  expect(answered).toEqual([true]);
});
