import type { Pool } from 'pg';
import { sqlPrice, sqlProductId, sqlUserId } from './fill.ts';

/** Different products of an order. */
const ITEMS = 2;
/** Over how long the history is spread, up to a minute ago, in ms. */
const SPAN_MS = 30 * 24 * 3_600_000;
/** Idempotency-Keys are kept for a day: the newest orders have theirs still. */
const KEYS = 50_000;

/**
 * Orders from long ago, with items and the stock ledger of their sales, such that everything reconciles: unit
 * m of all that were sold is of product 1 + m % products, so that a product's k-th sale is known without
 * looking at the others, and each table is written in the order of its primary key. Foreign keys are not
 * checked row by row (what is written here refers to what is there), which makes millions a matter of minutes.
 */
export async function fillHistory(
  pool: Pool,
  { users, products, orders, stock }: { users: number; products: number; orders: number; stock: number },
): Promise<void> {
  const units = orders * ITEMS;
  const began = Date.now() - 60_000 - SPAN_MS;
  const ms = (n: string) => `(${began} + (${n})::bigint * ${SPAN_MS} / ${orders})`;
  const orderId = (n: string) =>
    `(lpad(to_hex(${ms(n)}), 12, '0') || '70008004' || lpad(to_hex((${n})::int), 12, '0'))::uuid`;
  const placedAt = (n: string) => `to_timestamp(${ms(n)} / 1000.0)`;
  const buyer = (n: string) => sqlUserId(`1 + (${n}) % ${users}`);
  const product = (unit: string) => `(1 + (${unit}) % ${products})`;
  const totalOf = (n: string) =>
    Array.from({ length: ITEMS }, (_, i) => sqlPrice(product(`((${n}) - 1) * ${ITEMS} + ${i}`))).join(' + ');

  await Promise.all([
    unchecked(
      pool,
      `insert into orders (id, user_id, total, currency, created_at)
       select ${orderId('n')}, ${buyer('n')}, ${totalOf('n')}, 'GBP', ${placedAt('n')}
         from generate_series(1, ${orders}) n`,
      `insert into idempotency_keys (user_id, key, fingerprint, order_id, status, body, expires_at)
       select ${buyer('n')}, ${orderId('n')}::text, 'x', ${orderId('n')}, 201, repeat('x', 300), now() + interval '1 hour'
         from generate_series(${Math.max(1, orders - KEYS + 1)}, ${orders}) n`,
    ),
    unchecked(
      pool,
      `insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
       select ${orderId('n')}, i, ${sqlProductId('p')}, 'SKU-' || p, 'Product ' || p, ${sqlPrice('p')}, 1, ${sqlPrice('p')}
         from generate_series(1, ${orders}) n, generate_series(0, ${ITEMS - 1}) i,
              lateral (select ${product(`(n - 1) * ${ITEMS} + i`)} as p) item`,
    ),
    unchecked(
      pool,
      `insert into stock_movements (product_id, product_version, delta, reason, reference, resulting_quantity, created_at)
       select ${sqlProductId('p')}, 1 + k, -1, 'sale', ${orderId('n')}, ${stock} - k, ${placedAt('n')}
         from generate_series(1, ${products}) p, generate_series(1, ${Math.ceil(units / products)}) k,
              lateral (select 1 + ((k - 1) * ${products} + p - 1) / ${ITEMS} as n) sale
        where (k - 1) * ${products} + p <= ${units}`,
      `update products set stock_quantity = ${stock} - sold, version = version + sold
         from (select ${sqlProductId('p')} as sold_id, (${units} - p) / ${products} + 1 as sold
                 from generate_series(1, ${Math.min(products, units)}) p) sales
        where id = sold_id`,
    ),
  ]);
}

/** Runs statements that write what no foreign key or trigger has to look at. */
export async function unchecked(pool: Pool, ...statements: string[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set session_replication_role = replica');
    for (const statement of statements) await client.query(statement);
  } finally {
    // The session goes, and its setting with it.
    client.release(true);
  }
}
