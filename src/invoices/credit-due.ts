import { isOwedRefund, type OrderMoney } from '../payments/money-state.ts';
import type { InvoiceRow } from './sql/read-invoices.ts';

/** The credit notes that were not taken back again. */
export function standingNotes(issued: readonly InvoiceRow[]): InvoiceRow[] {
  const back = new Set(issued.map(({ kind, document }) => kind === 'DEBIT_NOTE' && document.corrects?.id));
  return issued.filter(({ kind, id }) => kind === 'CREDIT_NOTE' && !back.has(id));
}

/** The refunds that arrived, as entries tell of them: not those that failed later, nor what was given back as too much. */
export function refundsOf({ entries, operations }: OrderMoney) {
  const nameOf = (entry: { provider: string; factRef: string }) => `${entry.provider} ${entry.factRef}`;
  const failed = new Set(entries.filter(({ kind }) => kind === 'REFUND_FAILED').map(nameOf));
  return entries
    .filter((entry) => entry.kind === 'REFUNDED' && !failed.has(nameOf(entry)))
    .map((entry) => {
      const { paymentId, factRef } = entry;
      return {
        entry,
        operation: operations.find(
          (one) => one.kind === 'REFUND' && one.paymentId === paymentId && one.ref === factRef,
        ),
      };
    });
}

/** What was taken of an order's payments, given back or not; minor units. */
export const capturedOf = ({ payments }: OrderMoney): number =>
  payments.reduce((sum, { captured }) => sum + captured, 0);

/**
 * What is to be taken off an invoice, so that what is left of it is no more than the order keeps: nothing of what had left
 * the order before it was issued, and nothing of what was taken off by hand.
 *
 * @param notes its credit notes that stand
 * @param options `isUnpaid`: what has not been paid yet is no reason to take something off
 * @returns minor units; negative where more was taken off
 */
export function creditDue(
  invoice: Pick<InvoiceRow, 'net' | 'tax'>,
  notes: readonly Pick<InvoiceRow, 'net' | 'tax'>[],
  money: OrderMoney,
  { isUnpaid = false } = {},
): number {
  const worth = isUnpaid ? money.due : Math.min(capturedOf(money), money.due);
  // What was cancelled is not due any more, given back or not; the rest of what was given back is missing from what is.
  const given = refundsOf(money)
    .filter(({ operation }) => !operation || !isOwedRefund(operation))
    .reduce((sum, { entry }) => sum + entry.amount, 0);
  const left = notes.reduce((sum, { net, tax }) => sum - net - tax, invoice.net + invoice.tax);
  return left - worth + given;
}
