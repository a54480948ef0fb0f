import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../setup/api.ts';
import type { Caller } from '../setup/caller.ts';

let shop: Shop;
let buyer: Caller;
let lists: string[];
beforeAll(async () => {
  shop = await openShop();
  buyer = await shop.buyer();
  const [one, two] = [await shop.product({ category: 'Bells' }), await shop.product({ category: 'Bells' })];
  for (const { id } of [one, two]) {
    for (const delta of [1, 2])
      await shop.admin.post(`/products/${id}/stock-adjustments`, { delta, reason: 'Found' });
  }
  for (const status of ['PLACED', 'PLACED', 'CANCELLED', 'CANCELLED']) {
    await buyer.post('/cart/items', { productId: one.id, quantity: 1 });
    const { id } = (await buyer.post('/orders')).body;
    await shop.pool.query('update orders set status = $2 where id = $1', [id, status]);
  }
  lists = [
    '/orders?',
    '/orders?status=PLACED&',
    '/orders?status=CANCELLED&',
    '/products?',
    '/products?category=bells&',
    '/products?sort=price_asc&',
    '/products?sort=name&',
    '/products?q=product&',
    '/products?q=product&sort=newest&',
    `/products/${one.id}/stock-movements?`,
    `/products/${two.id}/stock-movements?`,
    `/products/${one.id}/stock-movements?at=2099-01-01T00:00:00.000Z&`,
  ];
});
afterAll(() => shop.close());

test('a cursor goes on in the list that gave it out, and in every other one it is 400 invalid_cursor', async () => {
  const cursors = [];
  for (const list of lists) cursors.push((await shop.admin.get(`${list}limit=1`)).body.nextCursor);
  expect(cursors).not.toContain(null);
  for (const [from, cursor] of cursors.entries()) {
    for (const [to, list] of lists.entries()) {
      const { status, body } = await shop.admin.get(`${list}limit=1&cursor=${cursor}`);
      const expected = from === to ? [200, undefined] : [400, 'invalid_cursor'];
      expect([lists[from], list, status, body.code]).toEqual([lists[from], list, ...expected]);
    }
  }
});
