import type { Statement } from './statement.ts';

/**
 * $1 uuid[], $2 int[]: cart items that were ordered and their quantities as they were read. A line that
 * somebody changed or removed meanwhile stays, and the caller sees fewer rows than it asked for.
 */
export const emptyCarts: Statement = {
  name: 'orders.empty-carts',
  text: `
    delete from cart_items c
     using unnest($1::uuid[], $2::int[]) as o (id, quantity)
     where c.id = o.id and c.quantity = o.quantity
    returning c.id`,
};
