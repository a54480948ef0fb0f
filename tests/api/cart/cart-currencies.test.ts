import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

test('a cart never adds amounts of two currencies: each line names its own, and the total is of those that go together', async () => {
  const [one, two, three] = [
    await shop.product({ price: 1_000, stock: 5 }),
    await shop.product({ price: 500, stock: 5 }),
    await shop.product({ price: 70, stock: 5 }),
  ];
  const buyer = await shop.buyerWith([one.id, 1], [two.id, 2], [three.id, 3]);
  await shop.admin.patch(`/products/${two.id}`, { currency: 'JPY', price: 150_000 });
  const { items, total, currency } = (await buyer.get('/cart')).body;
  expect(items).toMatchObject([
    { currency: 'GBP', lineTotal: 1_000, available: 5 },
    { currency: 'JPY', lineTotal: 300_000, available: 0 },
    { currency: 'GBP', lineTotal: 210, available: 5 },
  ]);
  expect([total, currency]).toEqual([1_210, 'GBP']);
  expect((await buyer.post('/orders')).body.code).toBe('currency_mismatch');

  const changed = await buyer.patch(`/cart/items/${items[1].id}`, { quantity: 3 });
  expect(changed.body).toMatchObject({ currency: 'JPY', quantity: 3, available: 0 });
  expect((await buyer.patch(`/cart/items/${items[0].id}`, { quantity: 1 })).body.available).toBe(5);
  const more = await buyer.post('/cart/items', { productId: two.id, quantity: 1 });
  expect([more.status, more.body.quantity, more.body.available]).toEqual([201, 4, 0]);

  // Whichever line it was that changed, nothing more is added to such a cart until it is gone.
  const [pound, yen] = [await shop.product(), await shop.product({ currency: 'JPY' })];
  for (const { id } of [pound, yen]) {
    const answer = await buyer.post('/cart/items', { productId: id, quantity: 1 });
    expect([answer.status, answer.body.code]).toEqual([422, 'currency_mismatch']);
  }
  await buyer.delete(`/cart/items/${items[1].id}`);
  expect((await buyer.post('/cart/items', { productId: pound.id, quantity: 1 })).status).toBe(201);
  expect((await buyer.post('/orders')).body).toMatchObject({ total: 1_310, currency: 'GBP' });
});

test('a cart is in the currency of what is for sale, when what was added first has left the shop', async () => {
  const [gone, cup] = [await shop.product(), await shop.product({ price: 70 })];
  const buyer = await shop.buyerWith([gone.id, 1], [cup.id, 1]);
  await shop.admin.patch(`/products/${gone.id}`, { currency: 'JPY' });
  await shop.admin.delete(`/products/${gone.id}`);
  expect((await buyer.get('/cart')).body).toMatchObject({ total: 70, currency: 'GBP' });
  expect((await buyer.post('/cart/items', { productId: cup.id, quantity: 1 })).status).toBe(201);
});
