import { unitsByProduct } from '../orders/units-by-product.ts';
import type { Operation, OrderMoney } from '../payments/money-state.ts';
import type { Refunded } from './credit-of-refund.ts';
import type { BilledItem } from './sql/read-billed-order.ts';
import type { InvoiceRow } from './sql/read-invoices.ts';

/**
 * What a refund of too much is for: the units that left the order since its invoice and for which nothing else was given back
 * or taken off. They left while their money could not be given back: it was being taken, or was disputed.
 *
 * @param items of the order, frozen, with what has left
 * @param notes the credit notes that stand
 */
export function unitsOfSurplus(
  items: readonly BilledItem[],
  { document, issued_ms }: InvoiceRow,
  notes: readonly InvoiceRow[],
  { entries, operations }: OrderMoney,
): Refunded['units'] {
  const byNote = new Map(notes.map((note) => [note.entry_id, note]));
  const noteOf = ({ paymentId, ref }: Operation) => {
    const entry = entries.find(
      (one) => one.kind === 'REFUNDED' && one.paymentId === paymentId && one.factRef === ref,
    );
    return entry && byNote.get(entry.id);
  };
  // Refunds that name units, also those that are on their way or wait for a person; before the invoice: not on it.
  const named = operations
    .filter(
      ({ kind, lines, state, actorRole }) =>
        kind === 'REFUND' && lines && (state !== 'FAILED' || actorRole === 'SYSTEM'),
    )
    .map((operation) => ({ operation, note: noteOf(operation) }))
    .filter(({ operation, note }) => note || operation.createdAt.getTime() >= issued_ms);
  const others = notes.filter((note) => !named.some((one) => one.note === note));
  const known = unitsByProduct([
    ...named.flatMap(({ operation }) => operation.lines ?? []),
    ...others
      .flatMap(({ document: { lines } }) => lines)
      .flatMap(({ productId, quantity }) => (productId && quantity ? [{ productId, quantity }] : [])),
  ]);
  return document.lines.flatMap(({ productId, quantity = 0 }) => {
    const item = items.find((one) => one.productId === productId);
    if (!productId || !item) return [];
    const left = item.left - (item.quantity - quantity) - (known.get(productId) ?? 0);
    return left > 0 ? [{ productId, quantity: left }] : [];
  });
}
