import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../setup/api.ts';
import type { Answer, Caller } from '../setup/caller.ts';
import { statementsOf } from '../setup/statements.ts';

/** As many of everything (products, lines, orders, movements) as one shop has, and the other. */
const SIZES = [1, 50] as const;

interface World {
  category: string;
  products: string[];
  buyer: Caller;
  /** A line of that cart. */
  line: string;
  /** A customer with as many orders, of one item each. */
  regular: Caller;
}

let shop: Shop;
const worlds: World[] = [];
beforeAll(async () => {
  shop = await openShop();
  for (const size of SIZES) worlds.push(await makeWorld(size));
});
afterAll(() => shop.close());

async function makeWorld(size: number): Promise<World> {
  const category = `Shelf ${size}`;
  const products = [];
  for (let n = 0; n < size; n++) {
    products.push((await shop.product({ category, name: `Counted thing number${size} ${n}` })).id);
  }
  const regular = await shop.buyer();
  for (let n = 0; n < size; n++) {
    await regular.post('/cart/items', { productId: products[0], quantity: 1 });
    await regular.post('/orders');
  }
  for (let n = 1; n < size; n++) {
    await shop.admin.post(`/products/${products[0]}/stock-adjustments`, { delta: 1, reason: 'Found' });
  }
  const buyer = await fullCart(products);
  const { items } = (await buyer.get('/cart')).body;
  return { category, products, regular, buyer, line: items[0].id };
}

const linesOf = (products: string[]) => products.map((productId) => ({ productId, quantity: 1 }));
const fullCart = (products: string[]) => shop.buyerWith(...products.map((id): [string, number] => [id, 1]));

/**
 * Each call in a world, and what it must send to PostgreSQL at most where that is worth saying. For an administrator
 * one of them asks whether they still are one.
 */
const calls: Record<string, [call: (world: World) => Promise<Answer>, most?: number]> = {
  'GET /products': [({ category }) => shop.admin.get(`/products?limit=100&category=${category}`), 2],
  'GET /products, for anybody': [
    ({ category }) => shop.anyone.get(`/products?limit=99&category=${category}`),
    1,
  ],
  'GET /products by name': [
    ({ category }) => shop.admin.get(`/products?limit=100&sort=name&category=${category}`),
    2,
  ],
  'GET /products?q': [
    ({ products }) => shop.admin.get(`/products?limit=100&q=counted%20number${products.length}`),
    5,
  ],
  'GET /products?q by price': [
    ({ products }) =>
      shop.admin.get(`/products?limit=100&sort=price_asc&q=counted%20number${products.length}`),
    4,
  ],
  'GET /products/{id}': [({ products }) => shop.admin.get(`/products/${products[0]}`), 2],
  'GET /products/{id}/stock-movements': [
    ({ products }) => shop.admin.get(`/products/${products[0]}/stock-movements?limit=100`),
    3,
  ],
  'GET /cart': [({ buyer }) => buyer.get('/cart'), 1],
  'GET /orders': [({ regular }) => regular.get('/orders?limit=100'), 2],
  'GET /me/export': [({ regular }) => regular.get('/me/export'), 8],
  'GET /orders, all of them': [({ products }) => shop.admin.get(`/orders?limit=${products.length}`), 3],
  'PATCH /cart/items/{id}': [({ buyer, line }) => buyer.patch(`/cart/items/${line}`, { quantity: 2 }), 1],
  'PUT /cart': [({ buyer, products }) => buyer.put('/cart', { items: linesOf(products) }), 1],
  'POST /cart/items': [
    ({ buyer, products }) => buyer.post('/cart/items', { productId: products[0], quantity: 1 }),
    1,
  ],
  'POST /products': [
    ({ category }) =>
      shop.admin.post('/products', {
        sku: `NEW ${category}`,
        name: 'Counted thing',
        category,
        price: 1,
        stockQuantity: 1,
      }),
  ],
  'PATCH /products/{id}': [({ products }) => shop.admin.patch(`/products/${products[0]}`, { price: 7 })],
  'POST /products/{id}/stock-adjustments': [
    ({ products }) =>
      shop.admin.post(`/products/${products[0]}/stock-adjustments`, { delta: 1, reason: 'Found' }),
  ],
  'POST /orders': [({ buyer }) => buyer.post('/orders')],
};

test.each(Object.keys(calls))('%s sends as many statements for 50 as for 1', async (name) => {
  const [call, most] = calls[name]!;
  const sent: string[][] = [];
  for (const world of worlds) {
    sent.push(
      await statementsOf(async () => {
        const { status, text } = await call(world);
        expect([status, text]).toEqual([expect.toBeOneOf([200, 201]), text]);
      }),
    );
  }
  const [forOne, forFifty] = sent as [string[], string[]];
  expect(forOne.length).toBeGreaterThan(0);
  // A search that finds enough asks no further, one that finds much looks in another way.
  if (!name.includes('?q')) expect(forFifty).toHaveLength(forOne.length);
  if (most !== undefined) expect(Math.max(forOne.length, forFifty.length)).toBeLessThanOrEqual(most);
});

test.each(['', '&sort=price_asc'])(
  'a search whose words others asked for lately is one statement: %s',
  async (sort) => {
    const search = (limit: number) =>
      statementsOf(() => shop.anyone.get(`/products?limit=${limit}&q=counted%20number1${sort}`));
    expect((await search(30)).length).toBeGreaterThan(1);
    // Another page, which nobody keeps.
    expect(await search(31)).toHaveLength(1);
  },
);

test('emptying a cart is one statement, whatever it holds', async () => {
  for (const { products } of worlds) {
    const buyer = await fullCart(products);
    const { items } = (await buyer.get('/cart')).body;
    expect(await statementsOf(() => buyer.delete(`/cart/items/${items[0].id}`))).toHaveLength(1);
    expect(await statementsOf(() => buyer.delete('/cart'))).toHaveLength(1);
  }
});

test('a guest is one statement, and a token is exchanged in three and their transaction', async () => {
  let { body } = await shop.anyone.post('/guests');
  expect(
    await statementsOf(async () => {
      ({ body } = await shop.anyone.post('/guests'));
    }),
  ).toHaveLength(1);
  expect(
    await statementsOf(async () => {
      const { status } = await shop.anyone.post('/token/refresh', { refreshToken: body.refreshToken });
      expect(status).toBe(200);
    }),
  ).toHaveLength(5);
});

test('GET /orders/{id} sends as many statements for an order of 50 items as for one of 1', async () => {
  const sent = [];
  for (const { products } of worlds) {
    const buyer = await fullCart(products);
    const order = await buyer.post('/orders');
    expect(order.body.items).toHaveLength(products.length);
    sent.push((await statementsOf(() => buyer.get(`/orders/${order.body.id}`))).length);
  }
  expect(sent).toEqual([1, 1]);
});
