import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectNoDeadlocks } from '../../setup/books.ts';
import { count } from '../../setup/records.ts';
import { tally } from '../../setup/two-apis.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const unknown = '01936b2f-0000-7000-8000-000000000000';

describe('POST /cart/items', () => {
  test('is an addition also where the product was in the cart for long: it is not an abandoned one', async () => {
    const [buyer, cup] = [await shop.buyer(), await shop.product()];
    await buyer.post('/cart/items', { productId: cup.id, quantity: 1 });
    await shop.pool.query(`update carts set changed_at = now() - interval '40 days' where user_id = $1`, [
      buyer.id,
    ]);
    await buyer.post('/cart/items', { productId: cup.id, quantity: 1 });
    expect(
      await count(shop.pool, 'carts', "user_id = $1 and changed_at > now() - interval '1 day'", [buyer.id]),
    ).toBe(1);
  });

  test('201 with the line; the same product again adds up in it', async () => {
    const [buyer, cup] = [await shop.buyer(), await shop.product({ price: 250, stock: 3 })];
    const first = await buyer.post('/cart/items', { productId: cup.id, quantity: 2 });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      id: expect.any(String),
      productId: cup.id,
      sku: cup.sku,
      name: cup.name,
      unitPrice: 250,
      currency: 'GBP',
      quantity: 2,
      lineTotal: 500,
      available: 3,
    });
    const second = await buyer.post('/cart/items', { productId: cup.id.toUpperCase(), quantity: 5 });
    expect(second.body).toEqual({ ...first.body, quantity: 7, lineTotal: 1750 });
    expect(await count(shop.pool, 'cart_items', 'user_id = $1', [buyer.id])).toBe(1);
  });

  test('checks that the product is for sale, not its stock', async () => {
    const [buyer, soldOut, gone] = [
      await shop.buyer(),
      await shop.product({ stock: 0 }),
      await shop.product(),
    ];
    await shop.admin.delete(`/products/${gone.id}`);
    expect((await buyer.post('/cart/items', { productId: soldOut.id, quantity: 9 })).status).toBe(201);
    for (const productId of [gone.id, unknown]) {
      const answer = await buyer.post('/cart/items', { productId, quantity: 1 });
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    }
  });

  test('40 at once of one product add up exactly', async () => {
    const [buyer, { id: productId }] = [await shop.buyer(), await shop.product()];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => buyer.post('/cart/items', { productId, quantity: n + 1 })),
    );
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 201: 40 });
    const { items } = (await buyer.get('/cart')).body;
    expect(items.map((item: { quantity: number }) => item.quantity)).toEqual([820]);
  });

  test('a line holds up to 1,000,000 units, however they are added', async () => {
    const [buyer, { id: productId }] = [await shop.buyer(), await shop.product()];
    expect((await buyer.post('/cart/items', { productId, quantity: 999_999 })).status).toBe(201);
    expect((await buyer.post('/cart/items', { productId, quantity: 1 })).status).toBe(201);
    const answer = await buyer.post('/cart/items', { productId, quantity: 1 });
    expect([answer.status, answer.body.code]).toEqual([422, 'cart_full']);
    expect((await buyer.get('/cart')).body.items[0].quantity).toBe(1_000_000);
  });

  test('422 currency_mismatch for a product in another currency', async () => {
    const [pound, euro] = [await shop.product(), await shop.product({ currency: 'EUR' })];
    const buyer = await shop.buyerWith([pound.id, 1]);
    const answer = await buyer.post('/cart/items', { productId: euro.id, quantity: 1 });
    expect([answer.status, answer.body.code]).toEqual([422, 'currency_mismatch']);
  });

  test.each([0, -1, 1.5, '1', true, null, 1_000_001, 1e21, [1]])(
    '400 for a quantity of %j',
    async (quantity) => {
      const [buyer, { id: productId }] = [await shop.buyer(), await shop.product()];
      const answer = await buyer.post('/cart/items', { productId, quantity });
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '#/quantity']);
    },
  );

  test.each(['', 'x', 1, null, `${unknown} `, ['x']])('400 for a product id of %j', async (productId) => {
    const answer = await (await shop.buyer()).post('/cart/items', { productId, quantity: 1 });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '#/productId']);
  });

  test.each(['price', 'unitPrice', 'userId', 'id'])(
    '400 for %s: it is not for the customer to say',
    async (field) => {
      const [buyer, { id: productId }] = [await shop.buyer(), await shop.product()];
      const answer = await buyer.post('/cart/items', { productId, quantity: 1, [field]: 1 });
      expect([answer.status, answer.body.errors]).toEqual([
        400,
        [{ pointer: `#/${field}`, detail: 'is not known here' }],
      ]);
    },
  );
});

describe('PUT /cart', () => {
  test('replaces everything, in the order given; a product that is named twice adds up', async () => {
    const [a, b, c] = [await shop.product(), await shop.product(), await shop.product()];
    const buyer = await shop.buyerWith([a.id, 1]);
    const items = [c, b, c].map(({ id }, n) => ({ productId: id, quantity: n + 1 }));
    const answer = await buyer.put('/cart', { items });
    expect(answer.status).toBe(200);
    const lines = answer.body.items.map((i: { productId: string; quantity: number }) => [
      i.productId,
      i.quantity,
    ]);
    expect(lines).toEqual([
      [c.id, 4],
      [b.id, 2],
    ]);
    expect((await buyer.get('/cart')).body).toMatchObject(answer.body);
    const empty = { items: [], total: 0, currency: 'GBP' };
    expect((await buyer.put('/cart', { items: [] })).body).toMatchObject(empty);
  });

  test('takes 2,000 products and refuses 2,001', async () => {
    const products = await Promise.all(Array.from({ length: 2_001 }, () => shop.product()));
    const items = products.map(({ id }) => ({ productId: id, quantity: 1_000_000 }));
    const buyer = await shop.buyer();
    expect((await buyer.put('/cart', { items })).status).toBe(400);
    expect((await buyer.put('/cart', { items: items.slice(0, 2_000) })).body.items).toHaveLength(2_000);
    const more = await buyer.post('/cart/items', items[2_000]);
    expect([more.status, more.body.code]).toEqual([422, 'cart_full']);
    expect((await buyer.post('/orders')).body.items).toHaveLength(2_000);
  });

  test('changes nothing when one product is not for sale, and points at it', async () => {
    const fine = await shop.product();
    const buyer = await shop.buyerWith([fine.id, 3]);
    const answer = await buyer.put('/cart', {
      items: [
        { productId: fine.id, quantity: 1 },
        { productId: unknown, quantity: 1 },
      ],
    });
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([
      '#/items/1/productId',
    ]);
    expect((await buyer.get('/cart')).body.items[0].quantity).toBe(3);
  });

  test('422 for two currencies, and for more than 1,000,000 units in two lines of one product', async () => {
    const [pound, euro, buyer] = [
      await shop.product(),
      await shop.product({ currency: 'EUR' }),
      await shop.buyer(),
    ];
    const put = (...lines: [string, number][]) =>
      buyer.put('/cart', { items: lines.map(([productId, quantity]) => ({ productId, quantity })) });
    expect((await put([pound.id, 1], [euro.id, 1])).body.code).toBe('currency_mismatch');
    expect((await put([pound.id, 999_999], [pound.id, 2])).body.code).toBe('cart_full');
  });

  test('twenty at once leave one of the twenty carts, whole', async () => {
    const [a, b, buyer] = [await shop.product(), await shop.product(), await shop.buyer()];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        buyer.put('/cart', {
          items: [
            { productId: a.id, quantity: n + 1 },
            { productId: b.id, quantity: n + 1 },
          ],
        }),
      ),
    );
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 200: 20 });
    const [one, two] = (await buyer.get('/cart')).body.items;
    expect(one.quantity).toBe(two.quantity);
  });
});

describe('GET /cart', () => {
  test('is empty to begin with', async () => {
    const { items, total, currency, itemsTotal } = (await (await shop.buyer()).get('/cart')).body;
    expect([items, total, currency, itemsTotal]).toEqual([[], 0, 'GBP', 0]);
  });

  test('takes off the automatic discounts that hold, as its quote does', async () => {
    const { id } = (await shop.admin.post('/discounts', { name: 'Sale', kind: 'percent', value: 100_000 }))
      .body;
    const cup = await shop.product({ price: 1_999 });
    const buyer = await shop.buyerWith([cup.id, 1]);
    const cart = (await buyer.get('/cart')).body;
    const off = (await shop.admin.delete(`/discounts/${id}`)).status;
    expect(cart).toMatchObject({
      items: [{ unitPrice: 1_999, lineTotal: 1_999 }],
      discounts: [{ source: 'AUTOMATIC', label: 'Sale', amount: 200 }],
      itemsTotal: 1_999,
      discountTotal: 200,
      total: 1_799,
    });
    expect([off, (await buyer.get('/cart')).body.total]).toEqual([204, 1_999]);
  });

  test('shows the costs that its quote without an address has, of what can be ordered', async () => {
    const [cup, gone] = [await shop.product({ price: 1_999 }), await shop.product({ price: 7 })];
    const buyer = await shop.buyerWith([cup.id, 2], [gone.id, 1]);
    await shop.admin.delete(`/products/${gone.id}`);
    const { items: _, ...cart } = (await buyer.get('/cart')).body;
    const { items: _lines, shippingMethods: _none, ...quote } = (await buyer.post('/cart/quote', {})).body;
    expect(cart).toEqual(quote);
    expect(cart).toMatchObject({ itemsTotal: 3_998, total: 3_998, discounts: [], pricesIncludeTax: true });
  });

  test("shows today's prices and stock, and an archived product as 0 available", async () => {
    const [cup, gone] = [
      await shop.product({ price: 100, stock: 5 }),
      await shop.product({ price: 7, stock: 5 }),
    ];
    const buyer = await shop.buyerWith([cup.id, 2], [gone.id, 1]);
    await shop.admin.patch(`/products/${cup.id}`, { price: 150 });
    await shop.admin.delete(`/products/${gone.id}`);
    const { items, total } = (await buyer.get('/cart')).body;
    expect(items).toMatchObject([
      { unitPrice: 150, lineTotal: 300, available: 5 },
      { unitPrice: 7, available: 0 },
    ]);
    // What has left the shop cannot be ordered, so it is not in what an order would come to.
    expect(total).toBe(300);
  });

  test('never shows what is in another cart', async () => {
    const product = await shop.product();
    await shop.buyerWith([product.id, 1]);
    expect((await (await shop.buyer()).get('/cart')).body.items).toEqual([]);
  });
});

describe('one item', () => {
  const itemOf = async (quantity = 2) => {
    const product = await shop.product({ price: 10 });
    const buyer = await shop.buyerWith([product.id, quantity]);
    const [item] = (await buyer.get('/cart')).body.items;
    return { buyer, product, item, url: `/cart/items/${item.id}` };
  };

  test('PATCH sets the quantity, and does not add up', async () => {
    const { buyer, url, item } = await itemOf(2);
    const answer = await buyer.patch(url, { quantity: 5 });
    expect([answer.status, answer.body]).toEqual([200, { ...item, quantity: 5, lineTotal: 50 }]);
    expect((await buyer.get('/cart')).body.total).toBe(50);
  });

  test('PATCH takes the id in upper case', async () => {
    const { buyer, item } = await itemOf();
    expect((await buyer.patch(`/cart/items/${item.id.toUpperCase()}`, { quantity: 1 })).status).toBe(200);
  });

  test.each([0, 1_000_001, '2', null])('PATCH refuses a quantity of %j', async (quantity) => {
    const { buyer, url } = await itemOf();
    expect((await buyer.patch(url, { quantity })).status).toBe(400);
  });

  test('DELETE removes it, once', async () => {
    const { buyer, url } = await itemOf();
    expect((await buyer.delete(url)).status).toBe(204);
    expect((await buyer.delete(url)).status).toBe(404);
    expect((await buyer.get('/cart')).body.items).toEqual([]);
  });

  test('of another customer is 404 to change and to remove, and stays as it is', async () => {
    const { buyer, url } = await itemOf(2);
    const thief = await shop.buyer();
    expect((await thief.patch(url, { quantity: 9 })).status).toBe(404);
    expect((await thief.delete(url)).status).toBe(404);
    expect((await buyer.get('/cart')).body.items[0].quantity).toBe(2);
  });
});

test('DELETE /cart empties it, and an empty one as well, and no other', async () => {
  const product = await shop.product();
  const [buyer, other] = [await shop.buyerWith([product.id, 1]), await shop.buyerWith([product.id, 1])];
  expect((await buyer.delete('/cart')).status).toBe(204);
  expect((await buyer.delete('/cart')).status).toBe(204);
  expect((await buyer.get('/cart')).body.items).toEqual([]);
  expect((await other.get('/cart')).body.items).toHaveLength(1);
});

test('a cart that is changed from all sides at once never gives 500, and PostgreSQL has no deadlock to resolve', async () => {
  const products = await Promise.all(Array.from({ length: 4 }, () => shop.product()));
  const buyer = await shop.buyer();
  const calls = Array.from({ length: 60 }, (_, n) => {
    const { id: productId } = products[n % 4]!;
    switch (n % 5) {
      case 0:
        return buyer.put('/cart', { items: products.map((p) => ({ productId: p.id, quantity: 1 })) });
      case 1:
        return buyer.delete('/cart');
      case 2:
        return buyer.post('/orders');
      case 3:
        return buyer.put('/cart', {
          items: products.toReversed().map((p) => ({ productId: p.id, quantity: 2 })),
        });
      default:
        return buyer.post('/cart/items', { productId, quantity: 1 });
    }
  });
  const statuses = (await Promise.all(calls)).map((answer) => answer.status);
  expect(statuses.filter((status) => status >= 500)).toEqual([]);
  await expectNoDeadlocks(shop.pool);
});
