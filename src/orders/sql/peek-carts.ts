import type { Statement } from './statement.ts';

/** What a customer's cart holds, for scheduling only. */
export interface PeekRow {
  user_id: string;
  product_ids: string[];
}

/** $1 uuid[]: customers. Those with an empty cart are left out. */
export const peekCarts: Statement = {
  name: 'orders.peek-carts',
  text: `
    select user_id, array_agg(product_id::text) as product_ids
      from cart_items
     where user_id = any($1::uuid[])
     group by user_id`,
};
