import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import { inTransaction } from '../../src/database/in-transaction.ts';
import { moveStock } from '../../src/stock/move-stock.ts';
import { fillHistory } from './history.ts';
import { JWT_SECRET } from './shop.ts';

/** Ids of bench rows are made from their number, so that pgbench can make them too. */
export const userId = (n: number): string => `00000000-0000-7000-8001-${n.toString(16).padStart(12, '0')}`;

const idOf = (space: string, n: string) =>
  `('00000000-0000-7000-${space}-' || lpad(to_hex((${n})::int), 12, '0'))::uuid`;
export const sqlUserId = (n: string) => idOf('8001', n);
export const sqlProductId = (n: string) => idOf('8002', n);
/** Price of product `n`, in pence. */
export const sqlPrice = (n: string) => `(100 + (${n}) % 5000)::int`;

/** Orders that were placed before the measurement: a shop in use, whose tables have statistics. */
const HISTORY = 50_000;

/** Units of each product: enough for any run. */
const STOCK = 100_000_000;

/** Users 1..users, products 1..products, and `history` orders that were placed before. */
export async function fillShop(
  pool: Pool,
  users: number,
  products: number,
  history = HISTORY,
): Promise<void> {
  await pool.query(
    `insert into users (id, email, name, password_hash, role)
     select ${sqlUserId('n')}, 'buyer' || n || '@bench.example', 'Buyer ' || n, '-', 'CUSTOMER'
       from generate_series(1, ${users}) n`,
  );
  await pool.query(
    `insert into categories (id, slug, name)
     select ${idOf('8003', 'n')}, 'category ' || n, 'Category ' || n from generate_series(1, 8) n`,
  );
  await pool.query(
    `insert into products (id, sku, name, category_id, price, currency, stock_quantity)
     select ${sqlProductId('n')}, 'SKU-' || n, 'Product ' || n, ${idOf('8003', '1 + n % 8')},
            ${sqlPrice('n')}, 'GBP', ${STOCK}
       from generate_series(1, ${products}) n`,
  );
  await pool.query(
    `insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
     select id, version, stock_quantity, 'import', stock_quantity from products`,
  );
  await fillHistory(pool, { users, products, orders: history, stock: STOCK });
  await pool.query('vacuum analyze');
  await pool.query('checkpoint');
}

/** Sets the stock of product `n`, as an administrator would: with a version and a movement of its own. */
export async function setStock(pool: Pool, n: number, units: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string; stock_quantity: number }>(
      `select id, stock_quantity from products where id = ${sqlProductId(String(n))} for no key update`,
    );
    const { id, stock_quantity: before } = rows[0]!;
    if (before !== units)
      await moveStock(client, [{ productId: id, delta: units - before, reason: 'adjustment' }]);
  });
}

/** Gives users 1..users a cart of `items` different products: random ones, or product 1 where `products` is 1. */
export async function fillCarts(pool: Pool, users: number, products: number, items: number): Promise<void> {
  await pool.query('delete from cart_items');
  // The trigger on lines would look for each of them in a table that its plan takes for empty.
  await pool.query(
    `insert into carts (user_id) select ${sqlUserId('u')} from generate_series(1, ${users}) u on conflict do nothing`,
  );
  await pool.query('analyze carts');
  await pool.query(
    `insert into cart_items (id, user_id, product_id, quantity)
     select gen_random_uuid(), ${sqlUserId('u')}, ${sqlProductId(`1 + (start + i * 17) % ${products}`)}, 1
       from (select u, (random() * 1000000)::int as start from generate_series(1, ${users}) u) buyers,
            generate_series(1, ${items}) i`,
  );
  // Whoever was measured before leaves dead rows and old statistics; the next one starts without them.
  await pool.query('vacuum analyze');
}

/** An access token as the API signs it, for a bench user. */
export function tokenOf(n: number, role: 'ADMIN' | 'CUSTOMER' = 'CUSTOMER'): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    sub: userId(n),
    role,
    jti: userId(n),
    aud: 'holdfast-api',
    iss: 'holdfast',
    iat: now,
    exp: now + 7_200,
  };
  const head = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64(claims)}`;
  return `${head}.${createHmac('sha256', JWT_SECRET).update(head).digest('base64url')}`;
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
