import type { PoolClient } from 'pg';
import { holdMoney } from '../payments/hold-money.ts';
import { isSurplusRefund, type OrderMoney } from '../payments/money-state.ts';
import { capturedOf, creditDue, refundsOf, standingNotes } from './credit-due.ts';
import { creditOfRefund, type Refunded } from './credit-of-refund.ts';
import { grossOf, type InvoiceDocument, type InvoiceLine, taxesOf } from './invoice-document.ts';
import { invoiceNumber } from './invoice-number.ts';
import { type HeldOrder, issue, readBilled } from './issue.ts';
import { findInvoiced, type InvoiceRow } from './sql/read-invoices.ts';
import { unitsOfSurplus } from './units-of-surplus.ts';

type Refund = ReturnType<typeof refundsOf>[number];

/** Why, as the shop's own refunds and those at the provider's desk have it. */
const reasons: Readonly<Record<string, string>> = {
  cancellation: 'Cancellation',
  return: 'Return',
  provider: 'Refund',
  // Too much had come, since units left while it could not be given back yet.
  surplus: 'Cancellation',
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

/**
 * Issues the credit notes of invoiced orders of which units were cancelled before they were paid in full, so that nothing is
 * given back for them: what is left of the invoice is what the order costs still.
 *
 * As creditRefunds, of orders whose cancellations are written. One statement, more for each that has an invoice.
 *
 * @param orders the units that were cancelled, by order
 */
export async function creditCancelled(
  client: PoolClient,
  orders: ReadonlyMap<string, NonNullable<Refunded['units']>>,
): Promise<void> {
  if (orders.size === 0) return;
  const { rows } = await client.query<{ id: string }>({ ...findInvoiced, values: [[...orders.keys()]] });
  const all = await holdMoney(
    client,
    rows.map(({ id }) => id),
  );
  for (const [id, money] of all) {
    const order = await readBilled(client, id);
    const invoice = order?.issued.find(({ kind }) => kind === 'INVOICE');
    // What was taken for them goes back, and has its credit note then.
    if (!order || !invoice || capturedOf(money) > money.due) continue;
    const notes = standingNotes(order.issued);
    const lines = creditOfRefund(
      invoice.document,
      order.items,
      notes.flatMap(({ document }) => document.lines),
      {
        amount: creditDue(invoice, notes, money, { isUnpaid: true }),
        units: orders.get(id) ?? null,
        reason: reasons.cancellation!,
      },
    );
    await credit(client, order, invoice, { lines, reason: reasons.cancellation!, entryId: null });
  }
}

/** Issues the credit notes of refunds, and adds them to `order`. */
async function creditEach(
  client: PoolClient,
  order: HeldOrder,
  money: OrderMoney,
  refunds: readonly Refund[],
): Promise<void> {
  const invoice = order.issued.find(({ kind }) => kind === 'INVOICE');
  if (!invoice) return;
  const unitsOf = (operation: Refund['operation']) =>
    operation && isSurplusRefund(operation)
      ? unitsOfSurplus(order.items, invoice, standingNotes(order.issued), money)
      : (operation?.lines ?? null);
  for (const { entry, operation } of refunds) {
    const notes = standingNotes(order.issued);
    const due = creditDue(invoice, notes, money);
    const reason = reasons[operation?.reason ?? 'provider'] ?? operation?.reason ?? '';
    const lines = creditOfRefund(
      invoice.document,
      order.items,
      notes.flatMap(({ document }) => document.lines),
      { amount: Math.min(entry.amount, due), units: unitsOf(operation), reason },
    );
    await credit(client, order, invoice, { lines, reason, entryId: entry.id });
  }
}

/** Issues a credit note of lines, none of lines that come to nothing, and adds it to `order`. */
async function credit(
  client: PoolClient,
  order: HeldOrder,
  invoice: InvoiceRow,
  { lines, reason, entryId }: { lines: InvoiceLine[]; reason: string; entryId: string | null },
): Promise<void> {
  const { pricesIncludeTax } = invoice.document;
  if (grossOf(lines, pricesIncludeTax) === 0) return;
  const document: InvoiceDocument = {
    ...invoice.document,
    lines,
    taxes: taxesOf(lines, pricesIncludeTax),
    corrects: { id: invoice.id, number: invoiceNumber(invoice.kind, invoice.year, invoice.number) },
    reason,
  };
  order.issued.push(await issue(client, order, 'CREDIT_NOTE', document, entryId));
}

async function takeBack(client: PoolClient, order: HeldOrder, note: InvoiceRow): Promise<void> {
  const corrects = { id: note.id, number: invoiceNumber(note.kind, note.year, note.number) };
  const document = { ...note.document, corrects, reason: NOT_ARRIVED };
  order.issued.push(await issue(client, order, 'DEBIT_NOTE', document));
}
