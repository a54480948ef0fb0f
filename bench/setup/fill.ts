import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import { JWT_SECRET } from './shop.ts';

/** Ids of bench rows are made from their number, so that pgbench can make them too. */
export const userId = (n: number): string => `00000000-0000-7000-8001-${n.toString(16).padStart(12, '0')}`;

const idOf = (space: string, n: string) =>
  `('00000000-0000-7000-${space}-' || lpad(to_hex((${n})::int), 12, '0'))::uuid`;
export const sqlUserId = (n: string) => idOf('8001', n);
export const sqlProductId = (n: string) => idOf('8002', n);

/** Orders that were placed before the measurement: a shop in use, whose tables have statistics. */
const HISTORY = 50_000;

/** Users 1..users, products 1..products with stock enough for any run. */
export async function fillShop(pool: Pool, users: number, products: number): Promise<void> {
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
            100 + n % 5000, 'GBP', 100000000
       from generate_series(1, ${products}) n`,
  );
  await pool.query(
    `with placed as (
       insert into orders (id, user_id, total, currency)
       select uuidv7(interval '-1 hour'), ${sqlUserId(`1 + n % ${users}`)}, 100, 'GBP' from generate_series(1, ${HISTORY}) n
       returning id
     ), items as (
       insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
       select id, 0, ${sqlProductId('1')}, 'SKU-1', 'Product 1', 100, 1, 100 from placed
     )
     insert into idempotency_keys (user_id, key, fingerprint, order_id, status, body, expires_at)
     select ${sqlUserId('1')}, id::text, 'x', id, 201, repeat('x', 300), now() + interval '1 hour' from placed`,
  );
  await pool.query('vacuum analyze');
}

/** Gives users 1..users a cart of `items` different products: random ones, or product 1 where `products` is 1. */
export async function fillCarts(pool: Pool, users: number, products: number, items: number): Promise<void> {
  await pool.query('delete from cart_items');
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
export function tokenOf(n: number): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    sub: userId(n),
    role: 'CUSTOMER',
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
