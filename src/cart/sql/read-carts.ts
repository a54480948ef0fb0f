import type { Statement } from '../../database/statement.ts';
import { currentPrice } from '../../entities/current-price-sql.ts';
import { anyDiscountHolds } from '../../entities/live-discounts-sql.ts';

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
  /** Where they were asked for (readCartsToPrice); grams of a unit. */
  tax_class?: string | null;
  weight?: number | null;
  /** Whether any automatic discount holds, for whatever goods: the same in every row. */
  any_discount: true | null;
}

const textOf = (more: string): string => `
    select c.id as cart_item_id, c.user_id, c.product_id, c.quantity,
           p.sku, p.name, ${currentPrice} as price, p.currency, p.stock_quantity, p.version,
           p.archived_at is not null as archived, ${anyDiscountHolds} as any_discount${more}
      from (select b.place, i.id, i.user_id, i.product_id, i.quantity
              from unnest($1::uuid[]) with ordinality as b (user_id, place)
              join cart_items i on i.user_id = b.user_id
             order by b.place, i.id
             limit $2::int) c
      join products p on p.id = c.product_id
     order by c.place, c.id`;

/**
 * $1 uuid[], $2 int: the buyers, and how many lines are read at most. Cart after cart, each in the order in which it
 * was filled: the last cart may be cut off, and those behind it are left out.
 */
export const readCarts: Statement = { name: 'orders.read-carts', text: textOf('') };

/** The same with what taxes and shipping ask of a product. A statement of its own: others pay nothing for it. */
export const readCartsToPrice: Statement = {
  name: 'orders.read-carts-to-price',
  text: textOf(', p.tax_class, p.weight'),
};
