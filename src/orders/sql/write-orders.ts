import type { Statement } from '../../database/statement.ts';

/**
 * Writes everything that placed orders consist of, in one statement: takes the stock, writes orders, items,
 * stock movements, idempotency records and outbox messages, each from arrays of columns, and takes the ordered
 * lines out of the carts. All of it or an error: nothing that follows in the same flight, COMMIT above all, can
 * find a part of it.
 *
 * `taken` is the optimistic lock: a product that has changed since it was read keeps its row, and so does a
 * cart line that somebody changed or removed. Either way fewer rows come back than were asked for, and the
 * statement fails with serialization_failure. `locked` locks first, in id order, so that two transactions whose
 * products overlap wait for each other instead of deadlocking; the version is checked again by the UPDATE.
 *
 * Rows are found by primary key, one look-up for each element of an array: the work grows with the lines and not
 * with their square. The movements wait for `taken`: their time is read while the product's row is held.
 *
 * $1..$3   products: id, version as it was read, units to take
 * $4..$8   orders: id, user_id, total, currency, created_at
 * $9..$16  items: order_id, position, product_id, sku, name, unit_price, quantity, line_total
 * $17..$22 movements: product_id, product_version, position, delta, order id, resulting_quantity
 * $23..$28 idempotency: user_id, key, fingerprint, order_id, status, body
 * $29      interval for which an idempotency record is kept
 * $30..$32 outbox: id, job, payload
 * $33..$34 cart lines: id, quantity as it was read
 */
export const writeOrders: Statement = {
  name: 'orders.write-orders',
  text: `
    with locked as materialized (
      select p.id from products p
       where p.id = any($1::uuid[])
       order by p.id
         for no key update
    ), taken as (
      update products p
         set stock_quantity = p.stock_quantity - t.units,
             version = p.version + 1,
             updated_at = now()
        from unnest($1::uuid[], $2::int[], $3::int[]) as t (product_id, version, units)
       where (select count(*) from locked) > 0
         and p.id = t.product_id
         and p.version = t.version
      returning p.id
    ), new_orders as (
      insert into orders (id, user_id, status, total, currency, created_at)
      select id, user_id, 'PLACED', total, currency, created_at
        from unnest($4::uuid[], $5::uuid[], $6::bigint[], $7::text[], $8::timestamptz[])
          as o (id, user_id, total, currency, created_at)
    ), new_items as (
      insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
      select * from unnest($9::uuid[], $10::int[], $11::uuid[], $12::text[], $13::text[], $14::int[], $15::int[], $16::bigint[])
    ), new_movements as (
      insert into stock_movements (product_id, product_version, position, delta, reason, reference, resulting_quantity)
      select m.product_id, m.product_version, m.position, m.delta, 'sale', m.order_id, m.resulting_quantity
        from unnest($17::uuid[], $18::int[], $19::int[], $20::int[], $21::uuid[], $22::int[])
          as m (product_id, product_version, position, delta, order_id, resulting_quantity)
       where (select count(*) from taken) > 0
    ), new_keys as (
      insert into idempotency_keys (user_id, key, fingerprint, order_id, status, body, expires_at)
      select k.user_id, k.key, k.fingerprint, k.order_id, k.status, k.body, now() + $29::interval
        from unnest($23::uuid[], $24::text[], $25::bytea[], $26::uuid[], $27::smallint[], $28::text[])
          as k (user_id, key, fingerprint, order_id, status, body)
      on conflict (user_id, key) do update
         set fingerprint = excluded.fingerprint, order_id = excluded.order_id, status = excluded.status,
             body = excluded.body, created_at = now(), expires_at = excluded.expires_at
       where idempotency_keys.expires_at <= now()
    ), new_messages as (
      insert into outbox_messages (id, job, payload)
      select m.id, m.job, m.payload::jsonb from unnest($30::uuid[], $31::text[], $32::text[]) as m (id, job, payload)
    ), emptied as (
      delete from cart_items c
       using unnest($33::uuid[], $34::int[]) as l (id, quantity)
       where c.id = l.id
         and c.quantity = l.quantity
      returning c.id
    )
    select case when (select count(*) from taken) < cardinality($1::uuid[])
                then lost_race('a product changed since it was read') end,
           case when (select count(*) from emptied) < cardinality($33::uuid[])
                then lost_race('a cart changed since it was read') end`,
};
