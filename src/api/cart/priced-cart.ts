import type { Pool } from 'pg';
import type { CartView, ReadCart } from '../../cart/cart-view.ts';
import { type OrderCostsView, plainCosts } from '../../orders/order-view.ts';
import { quoteCart } from '../../rates/quote-cart.ts';
import { QuoteError } from '../../rates/quote-error.ts';

/** A cart and what is known of its costs without an address. */
export type PricedCart = CartView & OrderCostsView;

/**
 * The cart with the costs of its quote without an address. Only where an automatic discount holds is anything read for them;
 * a cart of which nothing can be ordered, or that costs more than an order may, has the sums of its lines.
 *
 * @param pricesIncludeTax as the shop is set up
 */
export async function pricedCart(
  pool: Pool,
  userId: string,
  { cart, anyDiscount }: ReadCart,
  pricesIncludeTax: boolean,
): Promise<PricedCart> {
  const plain = { ...cart, ...plainCosts(cart.total), pricesIncludeTax };
  if (!anyDiscount) return plain;
  try {
    const quote = await quoteCart(pool, userId, {}, pricesIncludeTax);
    const { discounts, itemsTotal, discountTotal, total } = quote;
    return { ...plain, discounts, itemsTotal, discountTotal, total };
  } catch (error) {
    if (error instanceof QuoteError) return plain;
    throw error;
  }
}
