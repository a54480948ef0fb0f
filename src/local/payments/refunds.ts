import { type Bank, newId } from './bank.ts';
import type { Charge, Intent, Refund } from './objects.ts';
import { invalid } from './wire-error.ts';

/** How long a refund that will fail looks as if it would not, in ms. */
const PENDING_MS = 50;

/** Gives captured money back. `doomed`: it is pending, and fails a moment later. */
export function refund(
  bank: Bank,
  intent: Intent,
  wish: { amount?: number | undefined; reason: string | null; metadata: Record<string, string> },
  doomed: boolean,
): Refund {
  const charge = bank.books.charges.get(intent.latest_charge ?? '');
  if (charge === undefined || !charge.captured)
    throw invalid(
      `The PaymentIntent ${intent.id} does not have a successful charge to refund.`,
      'payment_intent',
    );
  const left = charge.amount - charge.amount_refunded;
  if (left === 0) throw invalid('Charge has already been refunded.', undefined, 'charge_already_refunded');
  const amount = wish.amount ?? left;
  if (amount > left)
    throw invalid('Refund amount is greater than unrefunded amount on charge', 'amount', 'amount_too_large');
  const made: Refund = {
    id: newId('re'),
    object: 'refund',
    amount,
    currency: charge.currency,
    charge: charge.id,
    payment_intent: intent.id,
    status: doomed ? 'pending' : 'succeeded',
    reason: wish.reason,
    balance_transaction: newId('txn'),
    metadata: wish.metadata,
    created: bank.clock.now(),
  };
  bank.books.put('refunds', made);
  count(bank, charge, amount);
  bank.tell('refund.created', made);
  bank.tell('charge.refunded', charge);
  if (doomed) setTimeout(() => failRefund(bank, made), PENDING_MS).unref();
  return made;
}

/** A refund that did not arrive: days after it was made, even after it was said to have succeeded. */
export function failRefund(bank: Bank, made: Refund): void {
  if (made.status === 'failed') return;
  bank.books.put(
    'refunds',
    Object.assign(made, { status: 'failed', failure_reason: 'expired_or_canceled_card' }),
  );
  count(bank, bank.books.charges.get(made.charge)!, -made.amount);
  bank.tell('refund.failed', made);
}

/** A process that ended left some that were to fail. */
export function failPendingRefunds(bank: Bank): void {
  for (const made of bank.books.refunds.values()) if (made.status === 'pending') failRefund(bank, made);
}

function count(bank: Bank, charge: Charge, amount: number): void {
  const amount_refunded = charge.amount_refunded + amount;
  bank.books.put(
    'charges',
    Object.assign(charge, { amount_refunded, refunded: amount_refunded === charge.amount }),
  );
}
