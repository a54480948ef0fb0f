import { afterAll, beforeAll, expect, test } from 'vitest';
import { registered } from '../../setup/account.ts';
import { fullAddress } from '../../setup/addresses.ts';
import { openShop, type Shop } from '../../setup/api.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

test('GET /me/export: all that the person sees elsewhere, in one document, and nothing of others', async () => {
  const person = await registered(shop, { email: 'ada@example.org', name: 'Ada' });
  const product = await shop.product({ stock: 1_000 });
  const items = [{ productId: product.id, quantity: 3 }];
  await person.post('/addresses', fullAddress);
  await person.put('/cart', { items });
  const placed = (await person.post('/orders')).body;
  // More than a page of orders: copies of this one, from before.
  await shop.pool.query(
    `with copies as (
       insert into orders (id, user_id, total, currency, created_at)
       select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, user_id, total, currency, created_at
         from orders, generate_series(1, 101) n where id = $1 returning id)
     insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
     select c.id, position, product_id, sku, name, unit_price, quantity, line_total
       from order_items, copies c where order_id = $1`,
    [placed.id],
  );
  const orders = [];
  for (let cursor = ''; ; ) {
    const { body } = await person.get(`/orders?limit=100${cursor}`);
    orders.push(...body.items);
    if (body.nextCursor === null) break;
    cursor = `&cursor=${body.nextCursor}`;
  }
  const [changed] = orders;
  const one = [{ productId: product.id, quantity: 1 }];
  const url = `/orders/${changed.id}`;
  await shop.admin.post(`${url}/cancellations`, { items: one, reason: 'staff', note: 'for operators' });
  await shop.admin.post(`${url}/fulfillments`, { items: one });
  await person.post(`${url}/returns`, { items: [{ ...one[0], reason: 'Too small' }] });
  await person.put('/cart', { items });
  const other = await registered(shop, { email: 'other@example.org' });
  await other.put('/cart', { items });
  await other.post('/orders');

  const { status, headers, body, text } = await person.get('/me/export');
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    'application/json; charset=utf-8',
    'no-store',
  ]);
  expect(body.account).toEqual((await person.get('/me')).body);
  const logins = (await person.get('/me/logins')).body.items;
  expect(body.logins).toEqual(logins.map(({ current: _, ...login }: { current: boolean }) => login));
  expect(body.logins).toHaveLength(1);
  expect(body.addresses).toEqual((await person.get('/addresses')).body.items);
  expect(body.addresses).toHaveLength(1);
  const { items: kept, total, currency } = (await person.get('/cart')).body;
  expect(body.cart).toEqual({ items: kept, total, currency });
  expect(body.orders).toHaveLength(102);
  const { cancellations, fulfillments, returns, events, ...order } = body.orders[0];
  expect(order).toEqual((await person.get(url)).body);
  const read = async (records: string) => (await person.get(`${url}/${records}`)).body.items;
  expect({ cancellations, fulfillments, returns, events }).toEqual({
    cancellations: await read('cancellations'),
    fulfillments: await read('fulfillments'),
    returns: await read('returns'),
    events: await read('events'),
  });
  expect(text).not.toMatch(/for operators|other@example/);
  expect(text).not.toContain(shop.admin.id);
  expect(body.orders.slice(1).map(({ id }: { id: string }) => id)).toEqual(
    orders.slice(1).map(({ id }) => id),
  );
  expect(body.orders[1]).toEqual({
    ...orders[1],
    cancellations: [],
    fulfillments: [],
    returns: [],
    events: [],
  });
});
