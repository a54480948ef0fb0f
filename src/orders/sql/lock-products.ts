import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid[], $2 int: the buyers, and how many of their cart lines are read at most, as by readCarts. Locks every
 * product in these, in id order, until the transaction ends.
 * FOR NO KEY UPDATE: what the UPDATE itself takes, so that foreign-key checks of others pass.
 */
export const lockProducts: Statement = {
  name: 'orders.lock-products',
  text: `
    select id from products
     where id in (
       select product_id
         from (select i.product_id
                 from unnest($1::uuid[]) with ordinality as b (user_id, place)
                 join cart_items i on i.user_id = b.user_id
                order by b.place, i.id
                limit $2::int) lines)
     order by id
       for no key update`,
};
