import type { Statement } from '../../database/statement.ts';

/** What a customer's cart holds, for scheduling only. */
export interface PeekRow {
  user_id: string;
  product_ids: string[];
}

/**
 * $1 uuid[], $2 int: customers, and how many lines are read at most, cart after cart: the last cart may be cut off,
 * and those behind it are left out. Those with an empty cart are left out as well.
 */
export const peekCarts: Statement = {
  name: 'orders.peek-carts',
  text: `
    select user_id, array_agg(product_id::text) as product_ids
      from (select c.user_id, c.product_id
              from unnest($1::uuid[]) with ordinality as b (user_id, place)
              join cart_items c on c.user_id = b.user_id
             order by b.place
             limit $2::int) lines
     group by user_id`,
};
