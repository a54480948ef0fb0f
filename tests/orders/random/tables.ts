import { createHash } from 'node:crypto';
import type { Pool } from 'pg';

/** Everything that the database holds of one random shop. */
export interface Tables {
  products: object[];
  movements: object[];
  carts: object[];
  orders: object[];
  items: object[];
  keys: object[];
  outbox: object[];
}

/** Contents of requests by their fingerprint, so that keys can be compared in words. */
const contents = new Map(
  ['', 'other'].map((content) => [createHash('sha256').update(content).digest('hex'), content]),
);

export async function readTables(pool: Pool, users: string[], products: string[]): Promise<Tables> {
  const rowsOf = async (text: string, ids: string[]) => (await pool.query(text, [ids])).rows;
  const ofUsers = (text: string) => rowsOf(text, users);
  const ofProducts = (text: string) => rowsOf(text, products);
  const [goods, movements, carts, orders, items, keys, outbox] = await Promise.all([
    ofProducts(`
      select id, sku, name, price, currency, stock_quantity as stock, version, archived_at is not null as archived
        from products where id = any($1)`),
    ofProducts(`
      select product_id as product, product_version as version, position, delta, reason, note, reference,
             resulting_quantity as resulting
        from stock_movements where product_id = any($1)`),
    ofUsers(`
      select user_id as user, product_id as product, quantity,
             (row_number() over (partition by user_id order by id))::int - 1 as position
        from cart_items where user_id = any($1)`),
    ofUsers(`
      select id, user_id as user, customer_email as email, customer_name as name, status, version,
             fulfillment_status as "fulfillmentStatus", return_status as "returnStatus",
             array(select type::text from order_events where order_id = orders.id order by order_version) as events, total::float8 as total, currency, created_at as "createdAt"
        from orders where user_id = any($1)`),
    ofUsers(`
      select order_id as order, position, product_id as product, sku, name, unit_price as "unitPrice", quantity,
             line_total::float8 as "lineTotal", product_version as version,
             cancelled, fulfilled, returned, restocked
        from order_items where order_id in (select id from orders where user_id = any($1))`),
    ofUsers(`
      select user_id as user, key, encode(fingerprint, 'hex') as fingerprint, order_id as order, status, body,
             expires_at > now() + interval '23 hours' and expires_at <= now() + interval '24 hours' as live
        from idempotency_keys where user_id = any($1)`),
    // A message for an order that does not exist is found by the audit of the books.
    ofUsers(`
      select job, payload->>'orderId' as order from outbox_messages
       where payload->>'orderId' in (select id::text from orders where user_id = any($1))`),
  ]);
  return {
    products: goods,
    movements,
    carts,
    orders: orders.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })),
    items,
    keys: keys.map(({ fingerprint, ...row }) => ({ ...row, content: contents.get(fingerprint) })),
    outbox,
  };
}

/** The same tables in one order of rows and of columns. */
export function sorted(tables: Tables): Tables {
  const line = (row: object) => JSON.stringify(row, Object.keys(row).sort());
  const entries = Object.entries(tables).map(([name, rows]) => [
    name,
    rows.toSorted((a: object, b: object) => (line(a) < line(b) ? -1 : 1)),
  ]);
  return Object.fromEntries(entries);
}
