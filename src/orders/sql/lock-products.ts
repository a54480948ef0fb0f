import type { Statement } from './statement.ts';

/**
 * $1 uuid[]: the buyers. Locks every product in their carts, in id order, until the transaction ends.
 * FOR NO KEY UPDATE: what the UPDATE itself takes, so that foreign-key checks of others pass.
 */
export const lockProducts: Statement = {
  name: 'orders.lock-products',
  text: `
    select id from products
     where id in (select product_id from cart_items where user_id = any($1::uuid[]))
     order by id
       for no key update`,
};
