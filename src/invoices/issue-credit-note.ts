import type { PoolClient } from 'pg';
import { unitsByProduct } from '../orders/units-by-product.ts';
import { standingNotes } from './credit-due.ts';
import { type Credit, creditOf } from './credit-of-invoice.ts';
import { type Seller, taxesOf } from './invoice-document.ts';
import { InvoiceError } from './invoice-error.ts';
import { invoiceNumber } from './invoice-number.ts';
import { type InvoiceView, viewOfInvoice } from './invoice-view.ts';
import { holdBilledOrder, issue } from './issue.ts';

/**
 * Issues a credit note for the invoice of an order: units, an amount, or all that is left of it. It names the buyer as the
 * invoice does. Stock, money and the order itself stay as they are.
 *
 * One transaction, the caller's. Locks the order (FOR NO KEY UPDATE), then the counter of the numbers, last of all.
 *
 * @throws {InvoiceError} not_found, not_invoiced, no_such_item, credit_exceeds_invoice
 */
export async function issueCreditNote(
  client: PoolClient,
  { orderId, seller, credit }: { orderId: string; seller: Seller; credit: Credit },
): Promise<InvoiceView> {
  const order = await holdBilledOrder(client, orderId);
  const invoice = order.issued.find(({ kind }) => kind === 'INVOICE');
  if (!invoice) throw new InvoiceError('not_invoiced');
  const items =
    credit.items &&
    [...unitsByProduct(credit.items)].map(([productId, quantity]) => ({ productId, quantity }));
  const before = standingNotes(order.issued).flatMap(({ document }) => document.lines);
  const lines = creditOf(invoice.document, order.items, before, { ...credit, items });
  const { buyer, order: about, pricesIncludeTax } = invoice.document;
  const number = invoiceNumber(invoice.kind, invoice.year, invoice.number);
  const note = await issue(client, order, 'CREDIT_NOTE', {
    seller,
    buyer,
    order: about,
    pricesIncludeTax,
    lines,
    taxes: taxesOf(lines, pricesIncludeTax),
    corrects: { id: invoice.id, number },
    reason: credit.reason,
  });
  return viewOfInvoice(note);
}
