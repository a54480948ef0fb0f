/** Why nothing is issued. */
export type InvoiceFault =
  /** No such order. */
  | 'not_found'
  /** It waits for money. */
  | 'order_unpaid'
  | 'order_cancelled'
  /** The order has its invoice. */
  | 'invoice_exists'
  /** All of it has left the order. */
  | 'nothing_to_invoice'
  /** There is no invoice to correct. */
  | 'not_invoiced'
  /** The invoice has no such product. */
  | 'no_such_item'
  /** More than is left of the invoice. */
  | 'credit_exceeds_invoice';

/** An invoice or a credit note that is not issued. */
export class InvoiceError extends Error {
  override readonly name = 'InvoiceError';

  constructor(
    readonly fault: InvoiceFault,
    readonly productIds: readonly string[] = [],
  ) {
    super(fault);
  }
}
