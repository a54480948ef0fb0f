import type { Quote, QuotedItem } from '../rates/quote.ts';
import type { OrderCostsView, OrderItemView } from './order-view.ts';

/** What an order shows of the quote that it was placed for. */
export function viewOfCosts(quote: Quote): OrderCostsView {
  const { discounts, taxes, itemsTotal, discountTotal, chargesTotal, taxTotal, pricesIncludeTax } = quote;
  return {
    charges: quote.charges.map((charge) => ({ ...charge, taxRate: charge.taxRate ?? 0 })),
    discounts,
    taxes,
    itemsTotal,
    discountTotal,
    chargesTotal,
    taxTotal,
    pricesIncludeTax,
  };
}

/** What a line shows of it; zeros where there is none. */
export function sharesOf(item: QuotedItem | undefined): Pick<OrderItemView, 'discount' | 'tax' | 'taxRate'> {
  const { discount = 0, tax = 0, taxRate } = item ?? {};
  return { discount, tax, taxRate: taxRate ?? 0 };
}
