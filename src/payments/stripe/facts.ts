import type Stripe from 'stripe';
import type { Fact, FactKind } from '../provider.ts';
import { fromStripe } from './stripe-amount.ts';

/** What was read of a payment. */
export interface PaymentAtStripe {
  /** What the shop calls it by: the intent's id, or that of the page that it was begun on. */
  readonly ref: string;
  readonly session?: Stripe.Checkout.Session | undefined;
  readonly intent?: Stripe.PaymentIntent | undefined;
  /** The intent's latest. */
  readonly charge?: Stripe.Charge | undefined;
  readonly refunds: readonly Stripe.Refund[];
  readonly disputes: readonly Stripe.Dispute[];
}

const instant = (seconds: number): Date => new Date(seconds * 1000);

/** Everything that happened to it. */
export function factsOf(payment: PaymentAtStripe): Fact[] {
  const { ref, session, intent, charge } = payment;
  const currency = (intent?.currency ?? session?.currency ?? 'xxx').toUpperCase();
  const make = (kind: FactKind, factRef: string, at: Date, amount = 0, more: Partial<Fact> = {}): Fact => ({
    ref,
    kind,
    factRef,
    amount: fromStripe(amount, currency),
    currency,
    at,
    ...more,
  });
  if (session?.status === 'expired' && charge?.status !== 'succeeded')
    return [make('EXPIRED', session.id, instant(Math.min(session.expires_at, Date.now() / 1000)))];
  if (intent === undefined) return [];

  const facts: Fact[] = [];
  if (charge?.status === 'succeeded') {
    const at = instant(charge.created);
    if (intent.capture_method === 'manual')
      facts.push(make('AUTHORIZED', charge.id, at, charge.amount, heldUntil(charge)));
    if (charge.captured) facts.push(make('CAPTURED', charge.id, at, charge.amount_captured));
  }
  if (!charge?.captured) facts.push(...waitingOf(intent, charge, make));
  for (const refund of paidBack(payment)) {
    const { id, amount, status, failure_reason: reason } = refund;
    const more = { ...(refund.metadata?.refundId && { refundId: refund.metadata.refundId }) };
    const at = instant(refund.created);
    if (status === 'succeeded') facts.push(make('REFUNDED', id, at, amount, more));
    if (status === 'failed' || status === 'canceled')
      facts.push(make('REFUND_FAILED', id, at, amount, { ...more, reason: reason ?? status }));
  }
  for (const { id, created, amount, status, reason } of payment.disputes) {
    // While the bank only asks, no money is gone.
    if (status.startsWith('warning')) continue;
    facts.push(make('CHARGEBACK', id, instant(created), amount, { reason }));
    // When it ended is not told.
    if (status === 'won') facts.push(make('CHARGEBACK_WON', id, new Date(), amount));
  }
  return facts;
}

/** Of cards alone it is known. */
function heldUntil({ payment_method_details: details }: Stripe.Charge): Partial<Fact> {
  const before = details?.card?.capture_before;
  return before === undefined ? {} : { captureBefore: instant(before) };
}

type Make = (kind: FactKind, factRef: string, at: Date, amount?: number, more?: Partial<Fact>) => Fact;

/** What a payment waits for that has brought nothing yet, or why it brings nothing. */
function waitingOf(intent: Stripe.PaymentIntent, charge: Stripe.Charge | undefined, make: Make): Fact[] {
  const at = instant(charge?.created ?? intent.created);
  switch (intent.status) {
    case 'canceled': {
      const { canceled_at: ended, cancellation_reason: reason } = intent;
      return [
        make(reason === 'automatic' ? 'EXPIRED' : 'VOIDED', intent.id, instant(ended ?? intent.created)),
      ];
    }
    case 'processing':
      return [make('PROCESSING', charge?.id ?? intent.id, at)];
    case 'requires_action':
      return [make('ACTION_REQUIRED', intent.id, at)];
    case 'requires_payment_method': {
      const error = intent.last_payment_error;
      if (!error) return [];
      // A buyer whom the bank did not believe has no charge.
      const factRef = charge?.status === 'failed' ? charge.id : intent.id;
      const reason = error.decline_code ?? error.code ?? error.type;
      return [make('FAILED', factRef, at, 0, { reason })];
    }
    default:
      return [];
  }
}

/** Its refunds, without the one by which Stripe lets go of what a capture of a part left: no money moved there. */
function paidBack({ charge, refunds }: PaymentAtStripe): Stripe.Refund[] {
  if (!charge?.captured) return [];
  const left = charge.amount - charge.amount_captured;
  const release = refunds.find(
    (refund) =>
      left > 0 && refund.amount === left && refund.balance_transaction === null && !refund.metadata?.refundId,
  );
  return refunds.filter((refund) => refund !== release);
}
