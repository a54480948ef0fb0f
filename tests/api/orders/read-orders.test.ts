import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderNumber } from '../../../src/orders/order-number.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Caller } from '../../setup/caller.ts';

let shop: Shop;
let product: string;
beforeAll(async () => {
  shop = await openShop();
  product = (await shop.product({ stock: 1_000 })).id;
});
afterAll(() => shop.close());

async function order(buyer: Caller): Promise<string> {
  await buyer.post('/cart/items', { productId: product, quantity: 1 });
  return (await buyer.post('/orders')).body.id;
}

/** Every id of a list, page by page. */
async function walk(caller: Caller, url: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { body: { items: { id: string }[]; nextCursor: string | null } } = await caller.get(
      `${url}${cursor && `&cursor=${cursor}`}`,
    );
    ids.push(...page.body.items.map((item) => item.id));
    cursor = page.body.nextCursor;
  }
  return ids;
}

describe('GET /orders/{id}', () => {
  test('shows an order to its customer and to an administrator, and 404 to anyone else', async () => {
    const [owner, other] = [await shop.buyer(), await shop.buyer()];
    const id = await order(owner);
    expect((await owner.get(`/orders/${id}`)).body.id).toBe(id);
    expect((await shop.admin.get(`/orders/${id}`)).body.id).toBe(id);
    const refused = await other.get(`/orders/${id}`);
    const unknown = await other.get('/orders/01936b2f-0000-7000-8000-000000000000');
    expect([refused.status, refused.body.code]).toEqual([404, 'not_found']);
    // Nothing tells the two apart.
    expect({ ...refused.body, instance: '', requestId: '' }).toEqual({
      ...unknown.body,
      instance: '',
      requestId: '',
    });
  });

  test('tells an administrator who bought, and no customer', async () => {
    const buyer = await shop.buyer();
    const id = await order(buyer);
    const { id: userId, name, email } = (await buyer.get('/me')).body;
    const customer = { id: userId, name, email };
    expect((await shop.admin.get(`/orders/${id}`)).body.customer).toEqual(customer);
    expect((await shop.admin.get('/orders?limit=1')).body.items[0].customer).toEqual(customer);
    expect((await buyer.get(`/orders/${id}`)).body).not.toHaveProperty('customer');
    expect((await buyer.get('/orders')).body.items[0]).not.toHaveProperty('customer');
  });

  test('tells who bought as the account was then; of an order of the release before, as it is now', async () => {
    const buyer = await shop.buyer();
    const [kept, old] = [await order(buyer), await order(buyer)];
    const { id, name, email } = (await buyer.get('/me')).body;
    await shop.pool.query('update orders set customer_name = null, customer_email = null where id = $1', [
      old,
    ]);
    await shop.pool.query(`update users set name = 'Later', email = 'later@example.org' where id = $1`, [id]);
    const customerOf = async (order: string) => (await shop.admin.get(`/orders/${order}`)).body.customer;
    expect(await customerOf(kept)).toEqual({ id, name, email });
    expect(await customerOf(old)).toEqual({ id, name: 'Later', email: 'later@example.org' });
  });

  test('bears the number by which people call it, in every answer', async () => {
    const buyer = await shop.buyer();
    await buyer.post('/cart/items', { productId: product, quantity: 1 });
    const placed = (await buyer.post('/orders')).body;
    const number = orderNumber(placed.id);
    expect(number).toMatch(/^\d{6}-\d{4}-[0-9A-F]{6}$/);
    expect(placed.number).toBe(number);
    expect((await buyer.get(`/orders/${placed.id}`)).body.number).toBe(number);
    expect((await buyer.get('/orders')).body.items[0].number).toBe(number);
  });

  test('takes the id in upper case', async () => {
    const buyer = await shop.buyer();
    const id = await order(buyer);
    expect((await buyer.get(`/orders/${id.toUpperCase()}`)).status).toBe(200);
  });

  test('400 for what is no id', async () => {
    expect((await shop.admin.get('/orders/42')).body.code).toBe('validation_failed');
  });

  test('keeps the snapshot when the product changes and when it is taken out of the shop', async () => {
    const [buyer, cup] = [await shop.buyer(), await shop.product({ name: 'Cup', price: 300 })];
    await buyer.post('/cart/items', { productId: cup.id, quantity: 2 });
    const placed = await buyer.post('/orders');
    await shop.admin.patch(`/products/${cup.id}`, { name: 'Other', price: 1, sku: 'OTHER', currency: 'EUR' });
    await shop.admin.delete(`/products/${cup.id}`);
    expect((await buyer.get(`/orders/${placed.body.id}`)).body).toEqual(placed.body);
  });
});

describe('GET /orders', () => {
  test("gives a customer their own, newest first, and an administrator everybody's", async () => {
    const [one, two] = [await shop.buyer(), await shop.buyer()];
    const ids = [await order(one), await order(one), await order(two), await order(one)];
    const own = (await one.get('/orders')).body.items.map((item: { id: string }) => item.id);
    expect(own).toEqual([ids[3], ids[1], ids[0]]);
    const all = (await shop.admin.get('/orders?limit=4')).body.items.map((item: { id: string }) => item.id);
    expect(all).toEqual(ids.toReversed());
  });

  test('pages without skipping or repeating while new orders come in', async () => {
    const buyer = await shop.buyer();
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.push(await order(buyer));
    const first = await buyer.get('/orders?limit=3');
    await order(buyer);
    const second = await buyer.get(`/orders?limit=3&cursor=${first.body.nextCursor}`);
    const third = await buyer.get(`/orders?limit=3&cursor=${second.body.nextCursor}`);
    expect(
      [first, second, third].flatMap((page) => page.body.items.map((item: { id: string }) => item.id)),
    ).toEqual(ids.toReversed());
    expect(third.body.nextCursor).toBeNull();
  });

  test('ends with nextCursor null where the last page is exactly full', async () => {
    const buyer = await shop.buyer();
    for (let n = 0; n < 4; n++) await order(buyer);
    expect(await walk(buyer, '/orders?limit=2')).toHaveLength(4);
    expect((await buyer.get('/orders?limit=4')).body.nextCursor).toBeNull();
  });

  test("never shows another customer's orders by way of a cursor", async () => {
    const [one, two] = [await shop.buyer(), await shop.buyer()];
    for (let n = 0; n < 3; n++) await order(one);
    const { nextCursor } = (await one.get('/orders?limit=1')).body;
    expect((await two.get(`/orders?cursor=${nextCursor}`)).body).toEqual({ items: [], nextCursor: null });
  });

  test('filters by status', async () => {
    const buyer = await shop.buyer();
    const [kept, cancelled] = [await order(buyer), await order(buyer)];
    await shop.pool.query(`update orders set status = 'CANCELLED' where id = $1`, [cancelled]);
    expect(await walk(buyer, '/orders?status=PLACED&limit=1')).toEqual([kept]);
    expect(await walk(buyer, '/orders?status=CANCELLED&limit=1')).toEqual([cancelled]);
  });

  test.each(['status=LOST', 'limit=0', 'limit=101', 'limit=ten', 'cursor=', 'colour=red'])(
    '400 for ?%s',
    async (query) => {
      const answer = await shop.admin.get(`/orders?${query}`);
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    },
  );

  test.each(['x', 'bm9wZQ', Buffer.from('["newest",null,"\'; drop table orders"]').toString('base64url')])(
    '400 invalid_cursor for %s',
    async (cursor) => {
      expect((await shop.admin.get(`/orders?cursor=${cursor}`)).body.code).toBe('invalid_cursor');
    },
  );

  test('400 invalid_cursor for a cursor of the product list', async () => {
    const cursor = Buffer.from('["price_asc",1,"01936b2f-0000-7000-8000-000000000000"]').toString(
      'base64url',
    );
    expect((await shop.admin.get(`/orders?cursor=${cursor}`)).body.code).toBe('invalid_cursor');
  });
});
