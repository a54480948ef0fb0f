import type { Statement } from './statement.ts';

/** A cart line with what its product is right now. */
export interface CartRow {
  cart_item_id: string;
  user_id: string;
  product_id: string;
  quantity: number;
  sku: string;
  name: string;
  price: number;
  currency: string;
  stock_quantity: number;
  version: number;
  archived: boolean;
}

/** $1 uuid[]: the buyers. In the order in which each cart was filled. */
export const readCarts: Statement = {
  name: 'orders.read-carts',
  text: `
    select c.id as cart_item_id, c.user_id, c.product_id, c.quantity,
           p.sku, p.name, p.price, p.currency, p.stock_quantity, p.version,
           p.archived_at is not null as archived
      from cart_items c
      join products p on p.id = c.product_id
     where c.user_id = any($1::uuid[])
     order by c.user_id, c.id`,
};
