import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeCart } from '../../src/cart/merge-cart.ts';
import { mergeCart as statement } from '../../src/cart/sql/merge-cart.ts';
import { inTransaction } from '../../src/database/in-transaction.ts';
import { limits } from '../../src/limits.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { insertCart } from '../setup/records.ts';

let shop: Database;
beforeAll(async () => {
  shop = await openDatabase();
});
afterAll(() => shop.close());

type Line = [productId: string, quantity: number];
const cart = async (...lines: Line[]) => {
  const owner = await shop.customer();
  await insertCart(shop.pool, owner, lines);
  return owner;
};
const merge = (from: string, into: string) =>
  inTransaction(shop.pool, (client) => mergeCart(client, { from, into }));
const linesOf = async (owner: string): Promise<Line[]> => {
  const { rows } = await shop.pool.query(
    'select product_id, quantity from cart_items where user_id = $1 order by id',
    [owner],
  );
  return rows.map((row) => [row.product_id, row.quantity]);
};
/** So many products, cheap to make. */
const products = async (amount: number): Promise<string[]> => {
  const { category_id } = (await shop.pool.query('select category_id from products limit 1')).rows[0];
  const { rows } = await shop.pool.query(
    `insert into products (id, sku, name, description, category_id, price, currency, stock_quantity)
     select gen_random_uuid(), 'many-' || gen_random_uuid(), 'Many', '', $1, 100, 'GBP', 0
       from generate_series(1, $2::int) returning id`,
    [category_id, amount],
  );
  return rows.map(({ id }) => id);
};

test('a product that both have adds up to the bound of a line, and no further', async () => {
  const [mug, cup] = [await shop.product(), await shop.product()];
  const [from, into] = [
    await cart([mug.id, limits.quantity], [cup.id, 1]),
    await cart([mug.id, 5], [cup.id, 2]),
  ];
  expect(await merge(from, into)).toEqual({ taken: 2, left_out: 0 });
  expect([await linesOf(from), await linesOf(into)]).toEqual([
    [],
    [
      [mug.id, limits.quantity],
      [cup.id, 3],
    ],
  ]);
});

test('others follow in the order in which they were put in, up to the bound of a cart', async () => {
  const many = await products(limits.cartItems + 1);
  const own = many.slice(0, limits.cartItems - 2);
  const others = many.slice(limits.cartItems - 2);
  const into = await cart(...own.map((id): Line => [id, 1]));
  // One that both have takes no room.
  const from = await cart([others[0]!, 4], [own[0]!, 5], [others[1]!, 6], [others[2]!, 7]);
  expect(await merge(from, into)).toEqual({ taken: 3, left_out: 1 });
  const merged = new Map(await linesOf(into));
  expect(merged.size).toBe(limits.cartItems);
  expect([others[0], own[0], others[1], others[2]].map((id) => merged.get(id!))).toEqual([
    4,
    6,
    6,
    undefined,
  ]);
  expect(await linesOf(from)).toEqual([]);
});

test('what is not for sale, and what has another currency than the cart, is left out', async () => {
  const [mug, gone, euro] = [
    await shop.product(),
    await shop.product(),
    await shop.product({ currency: 'EUR' }),
  ];
  await shop.pool.query('update products set archived_at = now() where id = $1', [gone.id]);
  const from = await cart([gone.id, 1], [euro.id, 2], [mug.id, 3]);
  const pounds = await cart([mug.id, 1]);
  expect(await merge(from, pounds)).toEqual({ taken: 1, left_out: 2 });
  expect(await linesOf(pounds)).toEqual([[mug.id, 4]]);

  // An empty cart takes the currency of the first line that is for sale.
  const empty = await cart();
  expect(await merge(await cart([gone.id, 1], [euro.id, 2], [mug.id, 3]), empty)).toEqual({
    taken: 1,
    left_out: 2,
  });
  expect(await linesOf(empty)).toEqual([[euro.id, 2]]);
});

test('the cart that takes the lines is as recent as the merge', async () => {
  const mug = await shop.product();
  const [from, into] = [await cart([mug.id, 1]), await cart([mug.id, 1])];
  await shop.pool.query(`update carts set changed_at = now() - interval '1 year'`);
  await shop.pool.query(`update cart_items set created_at = now() - interval '1 year'`);
  await merge(from, into);
  const { rows } = await shop.pool.query(
    `select min(changed_at) > now() - interval '1 day' as carts,
            (select max(created_at) from cart_items i where i.user_id = $1) > now() - interval '1 day' as lines
       from carts where user_id = any($2)`,
    [into, [from, into]],
  );
  expect(rows).toEqual([{ carts: true, lines: true }]);
});

test('an empty cart changes nothing', async () => {
  const mug = await shop.product();
  const into = await cart([mug.id, 2]);
  expect(await merge(await cart(), into)).toEqual({ taken: 0, left_out: 0 });
  expect(await linesOf(into)).toEqual([[mug.id, 2]]);
});

test('lines and products are looked up, whatever the statistics say', async () => {
  const client = await shop.pool.connect();
  await client.query(`set plan_cache_mode = 'force_generic_plan'; set enable_seqscan = off`);
  await client.query(`prepare merge_cart as ${statement.text}`);
  const { rows } = await client.query(
    `explain execute merge_cart ('${await shop.customer()}', '${await shop.customer()}', 2000, 1000000)`,
  );
  client.release(true);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).not.toMatch(/Seq Scan on (cart_items|products|carts)/);
});
