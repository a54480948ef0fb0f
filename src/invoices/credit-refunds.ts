import type { PoolClient } from 'pg';
import type { OrderMoney } from '../payments/money-state.ts';
import { creditDue, refundsOf, standingNotes } from './credit-due.ts';
import { creditOfRefund } from './credit-of-refund.ts';
import { grossOf, type InvoiceDocument, taxesOf } from './invoice-document.ts';
import { invoiceNumber } from './invoice-number.ts';
import { type HeldOrder, issue, readBilled } from './issue.ts';
import type { InvoiceRow } from './sql/read-invoices.ts';

type Refund = ReturnType<typeof refundsOf>[number];

/** Why, as the shop's own refunds and those at the provider's desk have it. */
const reasons: Readonly<Record<string, string>> = {
  cancellation: 'Cancellation',
  return: 'Return',
  provider: 'Refund',
};
const NOT_ARRIVED = 'The refund did not arrive';

/**
 * What follows for the invoice of an order from what was learned of its payments (`money.newEntries`, which are written): a
 * refund that arrived has its credit note, once; one that failed after it had arrived has it taken back by a debit note. Nothing
 * where the order has no invoice: its credit notes are issued with it.
 *
 * In the transaction that learned it, the caller's, which holds the order and whatever else it locks. Locks the counters of
 * the numbers, last of all. One statement where a refund was learned of, none else; more where the order has an invoice.
 */
export async function creditRefunds(client: PoolClient, money: OrderMoney): Promise<void> {
  const news = new Set(money.newEntries);
  const failed = money.newEntries.filter(({ kind }) => kind === 'REFUND_FAILED');
  if (failed.length === 0 && !money.newEntries.some(({ kind }) => kind === 'REFUNDED')) return;
  const order = await readBilled(client, money.orderId);
  if (!order) return;
  for (const { provider, factRef } of failed) {
    const arrived = money.entries.find(
      (one) => one.kind === 'REFUNDED' && one.provider === provider && one.factRef === factRef,
    );
    const note = standingNotes(order.issued).find(({ entry_id }) => entry_id === arrived?.id);
    if (arrived && note) await takeBack(client, order, note);
  }
  await creditEach(
    client,
    order,
    money,
    refundsOf(money).filter(({ entry }) => news.has(entry)),
  );
}

/** Issues the credit notes that an invoice which was just issued needs: for what was refunded of what it has on it. */
export const creditEarlier = (client: PoolClient, order: HeldOrder, money: OrderMoney): Promise<void> =>
  creditEach(
    client,
    order,
    money,
    // What was cancelled or came back is not on it.
    refundsOf(money).filter(
      ({ operation }) =>
        operation?.actorRole !== 'SYSTEM' || operation.reason === null || operation.reason === 'provider',
    ),
  );

/** Issues the credit notes of refunds, and adds them to `order`. */
async function creditEach(
  client: PoolClient,
  order: HeldOrder,
  money: OrderMoney,
  refunds: readonly Refund[],
): Promise<void> {
  const invoice = order.issued.find(({ kind }) => kind === 'INVOICE');
  if (!invoice) return;
  for (const { entry, operation } of refunds) {
    const notes = standingNotes(order.issued);
    const due = creditDue(invoice, notes, money);
    const reason = reasons[operation?.reason ?? 'provider'] ?? operation?.reason ?? '';
    const lines = creditOfRefund(
      invoice.document,
      order.items,
      notes.flatMap(({ document }) => document.lines),
      { amount: Math.min(entry.amount, due), units: operation?.lines ?? null, reason },
    );
    if (grossOf(lines, invoice.document.pricesIncludeTax) === 0) continue;
    const document: InvoiceDocument = {
      ...invoice.document,
      lines,
      taxes: taxesOf(lines, invoice.document.pricesIncludeTax),
      corrects: { id: invoice.id, number: invoiceNumber(invoice.kind, invoice.year, invoice.number) },
      reason,
    };
    order.issued.push(await issue(client, order, 'CREDIT_NOTE', document, entry.id));
  }
}

async function takeBack(client: PoolClient, order: HeldOrder, note: InvoiceRow): Promise<void> {
  const corrects = { id: note.id, number: invoiceNumber(note.kind, note.year, note.number) };
  const document = { ...note.document, corrects, reason: NOT_ARRIVED };
  order.issued.push(await issue(client, order, 'DEBIT_NOTE', document));
}
