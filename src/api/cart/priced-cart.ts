import type { CartView } from '../../cart/cart-view.ts';
import { type OrderCostsView, plainCosts } from '../../orders/order-view.ts';

/** A cart and what is known of its costs without an address. */
export type PricedCart = CartView & OrderCostsView;

export const pricedCart = (cart: CartView, pricesIncludeTax: boolean): PricedCart => ({
  ...cart,
  ...plainCosts(cart.total),
  pricesIncludeTax,
});
