import { costOfUnits } from '../pricing/share-of-units.ts';
import type { InvoiceDocument, InvoiceLine, Seller } from './invoice-document.ts';
import { taxesOf } from './invoice-document.ts';
import type { BilledItem, BilledOrder } from './sql/read-billed-order.ts';

/**
 * The invoice of an order: what has not left it. Units that were cancelled or came back before are not on it, by the
 * frozen shares, so that credit notes for those that leave later add up to it. Without lines where nothing is left.
 */
export function invoiceOf(order: BilledOrder, seller: Seller): InvoiceDocument {
  const { pricesIncludeTax } = order;
  const lines: InvoiceLine[] = [
    ...order.items.flatMap((item) => lineOf(item, pricesIncludeTax)),
    ...order.charges,
  ];
  return {
    seller,
    buyer: order.buyer,
    order: { number: order.number, placedAt: order.placedAt },
    pricesIncludeTax,
    lines,
    taxes: taxesOf(lines, pricesIncludeTax),
  };
}

function lineOf(item: BilledItem, pricesIncludeTax: boolean): InvoiceLine[] {
  const { productId, sku, name: label, unitPrice, quantity, left, taxRate } = item;
  if (left === quantity) return [];
  const gone = costOfUnits(item, 0, left, pricesIncludeTax);
  return [
    {
      type: 'ITEM',
      productId,
      sku,
      label,
      quantity: quantity - left,
      unitPrice,
      amount: unitPrice * (quantity - left),
      discount: item.discount - gone.discount,
      tax: item.tax - gone.tax,
      taxRate,
    },
  ];
}
