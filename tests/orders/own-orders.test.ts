import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOwnOrderReader } from '../../src/orders/own-orders.ts';
import { findOrder, MAX_LINES } from '../../src/orders/read-orders.ts';
import { type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';
import { statementsOf } from '../setup/statements.ts';

let shop: OrderDesk;
beforeAll(async () => {
  shop = await openDesk();
});
afterAll(() => shop.close());

type Read = ReturnType<typeof createOwnOrderReader>;

async function readTogether(wanted: Parameters<Read>[0][]) {
  const read = createOwnOrderReader(shop.pool);
  const orders: Awaited<ReturnType<Read>>[] = [];
  const sent = await statementsOf(async () => {
    orders.push(...(await Promise.all(wanted.map(read))));
  });
  return { orders, sent };
}

test('orders that are asked for together come from one statement, to their customers alone', async () => {
  const [mug, bowl] = [await shop.product(), await shop.product()];
  const [one, other] = [await shop.buyer([mug.id, 2], [bowl.id, 1]), await shop.buyer([bowl.id, 3])];
  const [his, hers] = [orderOf(await shop.place(one)).id, orderOf(await shop.place(other)).id];
  const { orders, sent } = await readTogether([
    { id: his, userId: one },
    { id: his, userId: other },
    { id: hers, userId: other },
    { id: one, userId: one },
    { id: his, userId: one },
  ]);
  expect(sent).toHaveLength(1);
  const { customer: _, ...whole } = (await findOrder(shop.pool, his))!;
  expect(orders).toEqual([whole, undefined, expect.objectContaining({ id: hers }), undefined, whole]);
  expect(whole.items.map(({ productId, quantity }) => [productId, quantity])).toEqual([
    [mug.id, 2],
    [bowl.id, 1],
  ]);
});

test('large orders are read whole, no more lines in one statement than a page holds', async () => {
  const [{ id: productId }, buyer] = [await shop.product(), await shop.customer()];
  const lines = MAX_LINES / 2;
  const { rows } = await shop.pool.query<{ id: string }>(
    `with made as (
       insert into orders (id, user_id, status, total, currency)
       select gen_random_uuid(), $1, 'PLACED', $2::int, 'GBP' from generate_series(1, 3)
       returning id
     ), lines as (
       insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
       select id, n, $3, 'L-' || n, 'Line', 1, 1, 1 from made, generate_series(0, $2::int - 1) n
     )
     select id from made`,
    [buyer, lines, productId],
  );
  const { orders, sent } = await readTogether(rows.map(({ id }) => ({ id, userId: buyer })));
  expect(orders.map((order) => order?.items.length)).toEqual([lines, lines, lines]);
  expect(sent).toHaveLength(2);
});
