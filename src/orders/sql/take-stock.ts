import type { Statement } from './statement.ts';

/**
 * $1 uuid[], $2 int[], $3 int[]: products, the versions that were read, units to take.
 *
 * The optimistic lock: a product that has changed since it was read keeps its row, and the caller sees
 * fewer rows than it asked for. The inner SELECT locks in id order, so that two transactions whose
 * products overlap wait for each other instead of deadlocking; the version is checked again by the UPDATE.
 */
export const takeStock: Statement = {
  name: 'orders.take-stock',
  text: `
    with wanted as (
      select w.id, w.version, w.quantity
        from unnest($1::uuid[], $2::int[], $3::int[]) as w (id, version, quantity)
    ), locked as materialized (
      select p.id from products p
       where p.id = any($1::uuid[])
       order by p.id
         for no key update
    )
    update products p
       set stock_quantity = p.stock_quantity - w.quantity,
           version = p.version + 1,
           updated_at = now()
      from locked l
      join wanted w on w.id = l.id
     where p.id = l.id
       and p.version = w.version
    returning p.id`,
};
