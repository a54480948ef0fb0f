import type { Statement } from '../../database/statement.ts';
import { currentPrice } from '../../entities/current-price-sql.ts';
import { anyDiscountHolds } from '../../entities/live-discounts-sql.ts';

/** A line of a cart, as far as its price goes. */
export interface GoodsRow {
  product_id: string;
  sku: string;
  name: string;
  price: number;
  currency: string;
  quantity: number;
  stock_quantity: number;
  tax_class?: string | null | undefined;
  /** Grams of a unit. */
  weight?: number | null | undefined;
}

/** Such a line, and whether any automatic discount holds, for whatever goods. */
export interface CartGoodsRow extends GoodsRow {
  any_discount: true | null;
}

/** $1 uuid: whose cart. What is for sale in it, in the order in which it was filled. */
export const readGoods: Statement = {
  name: 'rates.read-goods',
  text: `
    select c.product_id, p.sku, p.name, ${currentPrice} as price, p.currency, c.quantity, p.stock_quantity, p.tax_class, p.weight,
           ${anyDiscountHolds} as any_discount
      from cart_items c join products p on p.id = c.product_id
     where c.user_id = $1 and p.archived_at is null
     order by c.id`,
};
