import type { PoolClient } from 'pg';
import type { Seller } from './invoice-document.ts';
import { InvoiceError } from './invoice-error.ts';
import { invoiceOf } from './invoice-of-order.ts';
import { type InvoiceView, viewOfInvoice } from './invoice-view.ts';
import { holdBilledOrder, issue } from './issue.ts';

/**
 * Issues the invoice of an order, which has one: of all that has not left it. Its file is owed with it.
 *
 * One transaction, the caller's. Locks the order (FOR NO KEY UPDATE), then the counter of the numbers, last of all.
 *
 * @throws {InvoiceError} not_found, invoice_exists, order_unpaid, order_cancelled, nothing_to_invoice
 */
export async function issueInvoice(
  client: PoolClient,
  { orderId, seller }: { orderId: string; seller: Seller },
): Promise<InvoiceView> {
  const order = await holdBilledOrder(client, orderId);
  if (order.issued.length > 0) throw new InvoiceError('invoice_exists');
  if (order.status === 'PENDING') throw new InvoiceError('order_unpaid');
  if (order.status === 'CANCELLED') throw new InvoiceError('order_cancelled');
  const document = invoiceOf(order, seller);
  if (document.lines.length === 0) throw new InvoiceError('nothing_to_invoice');
  return viewOfInvoice(await issue(client, order, 'INVOICE', document));
}
