import type { Statement } from '../../database/statement.ts';
import { currentPrice } from '../../entities/current-price-sql.ts';

/** A line of a cart with what its product is right now. */
export interface LineRow {
  id: string;
  product_id: string;
  sku: string;
  name: string;
  price: number;
  currency: string;
  stock_quantity: number;
  /** For sale, in the currency of the cart: that of its first line that is for sale. */
  can_be_ordered: boolean;
}

/** $1 uuid, $2 uuid, $3 int: a line, whose it must be, and its units from now on. */
export const setLineQuantity: Statement = {
  name: 'cart.set-line-quantity',
  text: `
    with line as (
      update cart_items set quantity = $3 where id = $1 and user_id = $2 returning id, user_id, product_id
    )
    select l.id, l.product_id, p.sku, p.name, ${currentPrice} as price, p.currency, p.stock_quantity,
           p.archived_at is null and p.currency = (
             select (array_agg(o.currency order by i.id))[1]
               from cart_items i join products o on o.id = i.product_id
              where i.user_id = l.user_id and o.archived_at is null) as can_be_ordered
      from line l join products p on p.id = l.product_id`,
};
