import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCartPool } from '../../src/cart/cart-pool.ts';
import { createCartReader } from '../../src/cart/read-cart.ts';
import { limits } from '../../src/limits.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { insertCart, insertProduct } from '../setup/records.ts';
import { statementsOf } from '../setup/statements.ts';

let shop: Database;
let pool: Pool;
beforeAll(async () => {
  shop = await openDatabase();
  pool = createCartPool(shop.url);
});
afterAll(async () => {
  await pool.end();
  await shop.close();
});

test('carts that are asked for together come from one statement, to each their own', async () => {
  const reader = createCartReader(pool, 'GBP');
  const read = async (userId: string) => (await reader(userId)).cart;
  const [mug, bowl] = [await shop.product({ price: 200 }), await shop.product({ price: 300 })];
  const [one, other, empty] = [await shop.customer(), await shop.customer(), await shop.customer()];
  await insertCart(shop.pool, one, [[mug.id, 2]]);
  await insertCart(shop.pool, other, [
    [bowl.id, 1],
    [mug.id, 1],
  ]);
  const carts: Awaited<ReturnType<typeof read>>[] = [];
  const sent = await statementsOf(async () => {
    carts.push(...(await Promise.all([one, other, empty, one].map(read))));
  });
  expect(sent).toHaveLength(1);
  expect(carts.map(({ items, total }) => [items.map(({ productId }) => productId), total])).toEqual([
    [[mug.id], 400],
    [[bowl.id, mug.id], 500],
    [[], 0],
    [[mug.id], 400],
  ]);
});

test('large carts are read whole, no more lines in one statement than one cart may hold', async () => {
  const reader = createCartReader(pool, 'GBP');
  const read = async (userId: string) => (await reader(userId)).cart;
  const like = await insertProduct(shop.pool, { stock: 0 });
  const { rows } = await shop.pool.query<{ id: string }>(
    `insert into products (id, sku, name, description, category_id, price, currency, stock_quantity)
     select gen_random_uuid(), sku || ' ' || n, name, description, category_id, price, currency, 0
       from products, generate_series(1, $2) n where id = $1 returning id`,
    [like.id, limits.cartItems],
  );
  const lines = rows.map(({ id }): [string, number] => [id, 1]);
  const buyers = [await shop.customer(), await shop.customer(), await shop.customer(), await shop.customer()];
  const sizes = [limits.cartItems, 3, limits.cartItems, 1];
  for (const [n, buyer] of buyers.entries()) await insertCart(shop.pool, buyer, lines.slice(0, sizes[n]));
  const carts: Awaited<ReturnType<typeof read>>[] = [];
  const sent = await statementsOf(async () => {
    carts.push(...(await Promise.all(buyers.map(read))));
  });
  expect(carts.map(({ items }) => items.length)).toEqual(sizes);
  // The first cart; the small one, whom the next large one did not fit beside; that one; the last.
  expect(sent).toHaveLength(4);
});
