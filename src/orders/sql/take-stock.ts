import type { Statement } from './statement.ts';

/**
 * $1 uuid[], $2 int[], $3 int[]: products, the versions that were read, units to take.
 *
 * The optimistic lock: a product that has changed since it was read keeps its row, and the caller sees
 * fewer rows than it asked for. The SELECT locks first, in id order, so that two transactions whose
 * products overlap wait for each other instead of deadlocking; the version is checked again by the UPDATE.
 *
 * Arrays are looked up by position instead of joined, so that there is no plan but the one by primary key.
 */
export const takeStock: Statement = {
  name: 'orders.take-stock',
  text: `
    with locked as materialized (
      select p.id from products p
       where p.id = any($1::uuid[])
       order by p.id
         for no key update
    )
    update products p
       set stock_quantity = p.stock_quantity - ($3::int[])[array_position($1::uuid[], p.id)],
           version = p.version + 1,
           updated_at = now()
     where (select count(*) from locked) > 0
       and p.id = any($1::uuid[])
       and p.version = ($2::int[])[array_position($1::uuid[], p.id)]
    returning p.id`,
};
