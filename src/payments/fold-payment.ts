import type { Entry, Payment } from './money-state.ts';

/** What people do with a payment comes before what it waits for; a later word about a try before an earlier one. */
const waiting = { ACTION_REQUIRED: 'PENDING', PROCESSING: 'PROCESSING', FAILED: 'FAILED' } as const;

/**
 * Status and sums of a payment, as all of its entries make them in whatever order they came. Entries in another currency
 * are no money of it. A payment that is not open any more stays so.
 *
 * @param entries all of the payment's
 * @param inParts whether more may be captured after a first capture
 */
export function foldPayment(payment: Payment, entries: readonly Entry[], inParts: boolean): void {
  const own = entries.filter(({ currency }) => currency === payment.currency);
  const named = (kind: Entry['kind']): ReadonlySet<string> =>
    new Set(entries.filter((entry) => entry.kind === kind).map(({ factRef }) => factRef));
  const sum = (kind: Entry['kind'], without: ReadonlySet<string> = new Set()) =>
    own
      .filter((entry) => entry.kind === kind && !without.has(entry.factRef))
      .reduce((total, { amount }) => total + amount, 0);
  const has = (kind: Entry['kind']) => entries.some((entry) => entry.kind === kind);
  const isOver = has('VOIDED') || has('EXPIRED');

  payment.captured = sum('CAPTURED');
  payment.refunded = Math.min(
    payment.captured,
    sum('REFUNDED', named('REFUND_FAILED')) + sum('CHARGEBACK', named('CHARGEBACK_WON')),
  );
  // Of what comes in parts, what went back meanwhile is still to come.
  const missing = inParts && payment.open ? payment.refunded : 0;
  const isCaptured =
    payment.captured - missing >= payment.amount || (payment.captured > 0 && (!inParts || isOver));
  // A capture lets go of the rest of what was held; what is not to bring money any more is let go of.
  payment.authorized =
    isOver || isCaptured || !payment.open ? 0 : Math.max(0, sum('AUTHORIZED') - payment.captured);

  if (isCaptured) payment.status = 'CAPTURED';
  else if (isOver) payment.status = has('VOIDED') ? 'VOIDED' : 'EXPIRED';
  else if (payment.authorized > 0) payment.status = 'AUTHORIZED';
  else {
    const last = entries
      .filter((entry): entry is Entry & { kind: keyof typeof waiting } => entry.kind in waiting)
      .toSorted((a, b) => a.at.getTime() - b.at.getTime())
      .at(-1);
    if (last) payment.status = waiting[last.kind];
  }
  if (isCaptured || isOver) {
    payment.open = false;
    payment.nextAction = null;
  }
}
