/** A line of a cart; money in the currency's minor unit, as of now. */
export interface CartItemView {
  id: string;
  productId: string;
  sku: string;
  name: string;
  unitPrice: number;
  currency: string;
  quantity: number;
  lineTotal: number;
  /** Units in stock; 0 when the product is no longer for sale, or no longer in the currency of the cart. */
  available: number;
}

export interface CartView {
  items: CartItemView[];
  total: number;
  currency: string;
}

/** A cart as it is read. */
export interface ReadCart {
  cart: CartView;
  /** Whether any automatic discount holds now, for whatever goods. */
  anyDiscount: boolean;
}

/** A cart whose lines can all be ordered together, as they are when it has just been replaced. */
export function cartOf(items: CartItemView[], emptyCurrency: string): CartView {
  return {
    items,
    // Beyond 2^53 this loses its last digits; such a cart cannot be ordered (order_too_large).
    total: items.reduce((sum, item) => sum + item.lineTotal, 0),
    currency: items[0]?.currency ?? emptyCurrency,
  };
}
