import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { lockWaiter } from '../../setup/orders.ts';
import { stockOf } from '../../setup/records.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

/** While somebody holds a product, what waits for it is cancelled, as by its statement_timeout. */
async function cancelled(productId: string, application: string, call: () => Promise<unknown>) {
  const holder = await shop.pool.connect();
  try {
    await holder.query('begin');
    await holder.query('select from products where id = $1 for update', [productId]);
    const answer = call();
    await lockWaiter(shop.pool, application);
    await shop.pool.query(
      `select pg_cancel_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = $1 and cardinality(pg_blocking_pids(pid)) > 0`,
      [application],
    );
    return await answer;
  } finally {
    await holder.query('rollback');
    holder.release();
  }
}
const unavailable = {
  status: 503,
  headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
  body: { code: 'unavailable' },
};

test('a statement that waited too long for a lock is 503 with Retry-After: another try makes sense', async () => {
  const product = await shop.product();
  const change = () => shop.admin.patch(`/products/${product.id}`, { price: 1 });
  expect(await cancelled(product.id, 'holdfast-api', change)).toMatchObject(unavailable);
  expect((await change()).status).toBe(200);
});

test('so is a checkout, which took nothing', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyerWith([product.id, 2]);
  const order = () => buyer.post('/orders');
  expect(await cancelled(product.id, 'holdfast-checkout', order)).toMatchObject(unavailable);
  expect(await stockOf(shop.pool, product.id)).toBe(5);
  expect((await order()).status).toBe(201);
});
