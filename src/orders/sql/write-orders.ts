import type { Statement } from './statement.ts';

/**
 * Writes everything that placed orders consist of, in one round trip: orders, items, stock movements,
 * idempotency records and outbox messages, each from arrays of columns; and takes the ordered lines out of
 * the carts. A line that somebody changed or removed meanwhile stays, and is missing from `emptied`.
 *
 * $1..$5   orders: id, user_id, total, currency, created_at
 * $6..$13  items: order_id, position, product_id, sku, name, unit_price, quantity, line_total
 * $14..$19 movements: product_id, product_version, position, delta, order id, resulting_quantity
 * $20..$25 idempotency: user_id, key, fingerprint, order_id, status, body
 * $26      interval for which an idempotency record is kept
 * $27..$29 outbox: id, job, payload
 * $30..$31 cart lines: id, quantity as it was read
 */
export const writeOrders: Statement = {
  name: 'orders.write-orders',
  text: `
    with new_orders as (
      insert into orders (id, user_id, status, total, currency, created_at)
      select id, user_id, 'PLACED', total, currency, created_at
        from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::timestamptz[])
          as o (id, user_id, total, currency, created_at)
    ), new_items as (
      insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
      select * from unnest($6::uuid[], $7::int[], $8::uuid[], $9::text[], $10::text[], $11::int[], $12::int[], $13::bigint[])
    ), new_movements as (
      insert into stock_movements (product_id, product_version, position, delta, reason, reference, resulting_quantity)
      select m.product_id, m.product_version, m.position, m.delta, 'sale', m.order_id, m.resulting_quantity
        from unnest($14::uuid[], $15::int[], $16::int[], $17::int[], $18::uuid[], $19::int[])
          as m (product_id, product_version, position, delta, order_id, resulting_quantity)
    ), new_keys as (
      insert into idempotency_keys (user_id, key, fingerprint, order_id, status, body, expires_at)
      select k.user_id, k.key, k.fingerprint, k.order_id, k.status, k.body, now() + $26::interval
        from unnest($20::uuid[], $21::text[], $22::bytea[], $23::uuid[], $24::smallint[], $25::text[])
          as k (user_id, key, fingerprint, order_id, status, body)
      on conflict (user_id, key) do update
         set fingerprint = excluded.fingerprint, order_id = excluded.order_id, status = excluded.status,
             body = excluded.body, created_at = now(), expires_at = excluded.expires_at
       where idempotency_keys.expires_at <= now()
    ), new_messages as (
      insert into outbox_messages (id, job, payload)
      select m.id, m.job, m.payload from unnest($27::uuid[], $28::text[], $29::jsonb[]) as m (id, job, payload)
    ), emptied as (
      delete from cart_items c
       where c.id = any($30::uuid[])
         and c.quantity = ($31::int[])[array_position($30::uuid[], c.id)]
      returning c.id
    )
    select (select count(*)::int from emptied) as emptied, pg_current_xact_id()::text as transaction_id`,
};

export interface WrittenRow {
  emptied: number;
  transaction_id: string;
}
