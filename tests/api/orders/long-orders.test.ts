import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Caller } from '../../setup/caller.ts';
import { walkPages } from '../../setup/walk.ts';

/** As many orders as a page may be asked for, each as long as a cart may be. */
const ORDERS = 100;
const LINES = 2_000;
/** What one answer may take of a process's memory and of its event loop. */
const MAX_BYTES = 4 * 1_024 * 1_024;

let shop: Shop;
let buyer: Caller;
beforeAll(async () => {
  shop = await openShop();
  buyer = await shop.buyer();
  const product = await shop.product();
  await shop.pool.query(
    `insert into orders (id, user_id, total, currency)
     select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, $1, ${LINES} * 100, 'GBP'
       from generate_series(1, ${ORDERS}) n`,
    [buyer.id],
  );
  await shop.pool.query(
    `insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
     select o.id, n, $1, 'SKU-' || n, repeat('x', 100), 100, 1, 100
       from orders o, generate_series(0, ${LINES - 1}) n`,
    [product.id],
  );
});
afterAll(() => shop.close());

const newest = async (): Promise<string> => (await buyer.get('/orders?limit=1')).body.items[0].id;

test.each([
  ['a customer', () => buyer],
  ['an administrator', () => shop.admin],
])(
  'a list of orders that %s reads is bounded by its lines, however long the orders are',
  async (_, caller) => {
    const page = await caller().get(`/orders?limit=${ORDERS}`);
    expect(page.text.length).toBeLessThan(MAX_BYTES);
    expect(page.body.items).toHaveLength(2);
    expect(page.body.items[0].items).toHaveLength(LINES);
  },
);

test('shows every order once, from page to page', async () => {
  const seen = await walkPages(buyer, `/orders?limit=${ORDERS}`);
  const { rows } = await shop.pool.query<{ id: string }>('select id from orders order by id desc');
  expect(seen).toEqual(rows.map(({ id }) => id));
});

test('an order that is longer than a page may be has a page to itself', async () => {
  const id = await newest();
  await shop.pool.query('update order_items set position = position + 9000 where order_id = $1', [id]);
  const page = await buyer.get('/orders?limit=3');
  expect(page.body.items.map((order: { id: string }) => order.id)).toEqual([id]);
  const next = await buyer.get(`/orders?limit=3&cursor=${page.body.nextCursor}`);
  expect(next.body.items).toHaveLength(2);
});

test('one order is shown whole', async () => {
  const id = await newest();
  expect((await buyer.get(`/orders/${id}`)).body.items).toHaveLength(LINES);
});
