import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectNoDeadlocks, expectSoundBooks } from '../../setup/books.ts';
import { count } from '../../setup/records.ts';
import { until } from '../../setup/wait.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const waiting = (sessions: number) =>
  until(`${sessions} sessions wait`, async () => {
    const blocked = 'datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0';
    return (await count(shop.pool, 'pg_stat_activity', blocked)) === sessions;
  });

test('a cart is replaced while it is being ordered: both are answered, and neither waits for the other for ever', async () => {
  const [cup, mug] = [await shop.product(), await shop.product()];
  const buyer = await shop.buyerWith([cup.id, 1]);
  const rival = await shop.pool.connect();
  await rival.query('begin');
  await rival.query('select from users where id = $1 for update', [buyer.id]);
  // The change comes first, then the order: it holds the cart's lines and needs the customer's row.
  const change = buyer.put('/cart', { items: [{ productId: mug.id, quantity: 1 }] });
  await waiting(1);
  const order = buyer.post('/orders');
  await waiting(2);
  await rival.query('commit');
  rival.release();
  expect([(await change).status, (await order).status]).toEqual([200, 201]);
  await expectSoundBooks(shop.pool);
  await expectNoDeadlocks(shop.pool);
});
