import type { PoolClient } from 'pg';
import { holdMoney } from '../payments/hold-money.ts';
import { creditEarlier } from './credit-refunds.ts';
import type { Seller } from './invoice-document.ts';
import { InvoiceError } from './invoice-error.ts';
import { invoiceOf } from './invoice-of-order.ts';
import { type InvoiceView, viewOfInvoice } from './invoice-view.ts';
import { holdBilledOrder, issue } from './issue.ts';

/**
 * Issues the invoice of an order, which has one: of all that has not left it. What of it was
 * refunded before has its credit notes at once. Files are owed with them.
 *
 * One transaction, the caller's. Locks the order (FOR NO KEY UPDATE), then the counters of the numbers, last of all.
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
  const invoice = await issue(client, order, 'INVOICE', document);
  order.issued.push(invoice);
  const money = order.refunded > 0 ? (await holdMoney(client, [order.id])).get(order.id) : undefined;
  if (money) await creditEarlier(client, order, money);
  return viewOfInvoice(invoice);
}
