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

test('a product that somebody holds keeps no connection from customers of others for longer than it takes', async () => {
  const small = await openShop({ DATABASE_POOL_MAX: '2' });
  const [held, free] = [await small.product(), await small.product()];
  const buyers = await Promise.all(Array.from({ length: 3 }, () => small.buyer()));
  const other = await small.buyer();
  const rival = await small.pool.connect();
  await rival.query('begin');
  await rival.query('select from products where id = $1 for update', [held.id]);
  try {
    const refused = buyers.map((buyer) => buyer.post('/cart/items', { productId: held.id, quantity: 1 }));
    const served = await other.post('/cart/items', { productId: free.id, quantity: 1 });
    expect(served.status).toBe(201);
    for (const answer of await Promise.all(refused)) {
      expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  } finally {
    await rival.query('rollback');
    rival.release();
    await small.close();
  }
});
