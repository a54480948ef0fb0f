import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
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
    return (await count(shop.pool, 'pg_stat_activity', blocked)) >= sessions && 'waits';
  });

test.each([
  ['changes it', (id: string) => shop.admin.patch(`/products/${id}`, { name: 'Renamed' }), 200],
  ['takes it out of the shop', (id: string) => shop.admin.delete(`/products/${id}`), 204],
])('a product is put into carts while an administrator %s: nobody waits', async (_, change, status) => {
  const { id } = await shop.product();
  const [buyer, other] = [await shop.buyer(), await shop.buyer()];
  // Holds the administrator's transaction up after it has locked the product.
  const rival = await shop.pool.connect();
  await rival.query('begin');
  await rival.query('select from product_search where product_id = $1 for update', [id]);
  try {
    const changing = change(id);
    await waiting(1);
    const adding = buyer.post('/cart/items', { productId: id, quantity: 1 });
    const first = await Promise.race([adding, waiting(2)]);
    expect(first).toMatchObject({ status: 201 });
    const put = other.put('/cart', { items: [{ productId: id, quantity: 1 }] });
    expect(await Promise.race([put, waiting(2)])).toMatchObject({ status: 200 });
    await rival.query('commit');
    expect((await changing).status).toBe(status);
  } finally {
    await rival.query('rollback');
    rival.release();
  }
});
