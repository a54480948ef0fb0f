import type Stripe from 'stripe';
import type { PaymentAtStripe } from './facts.ts';

/** Depth of a payment's own history that is read; one has a handful. */
const MOST = 1_000;

export const isPage = (ref: string): boolean => ref.startsWith('cs_');

/** Reads all there is of a payment. @param ref an intent's, or a page's */
export async function readPayment(stripe: Stripe, ref: string): Promise<PaymentAtStripe> {
  if (!isPage(ref)) {
    const intent = await stripe.paymentIntents.retrieve(ref, { expand: ['latest_charge.refunds'] });
    const session = await pageOf(stripe, intent);
    return withMoney(stripe, { ref: session?.id ?? intent.id, session, intent });
  }
  const expand = ['payment_intent.latest_charge.refunds'];
  const session = await stripe.checkout.sessions.retrieve(ref, { expand });
  return withMoney(stripe, { ref, session, intent: whole(session.payment_intent) });
}

/** The intent of a payment, and nothing more. None before the buyer did something on its page. */
export async function readIntent(stripe: Stripe, ref: string): Promise<Stripe.PaymentIntent | undefined> {
  if (!isPage(ref)) return stripe.paymentIntents.retrieve(ref);
  const session = await stripe.checkout.sessions.retrieve(ref, { expand: ['payment_intent'] });
  return whole(session.payment_intent);
}

/** The page that an intent was begun on. */
async function pageOf(
  stripe: Stripe,
  intent: Stripe.PaymentIntent,
): Promise<Stripe.Checkout.Session | undefined> {
  if (intent.metadata.page !== 'true') return undefined;
  const { data } = await stripe.checkout.sessions.list({ payment_intent: intent.id, limit: 1 });
  return data[0];
}

async function withMoney(
  stripe: Stripe,
  known: Pick<PaymentAtStripe, 'ref' | 'session' | 'intent'>,
): Promise<PaymentAtStripe> {
  const charge = whole(known.intent?.latest_charge);
  if (known.intent === undefined || !charge?.captured) return { ...known, charge, refunds: [], disputes: [] };
  const of = { payment_intent: known.intent.id, limit: 100 };
  const [refunds, disputes] = await Promise.all([
    // The latest ten come with the charge.
    charge.refunds?.has_more === false
      ? charge.refunds.data
      : stripe.refunds.list(of).autoPagingToArray({ limit: MOST }),
    charge.disputed ? stripe.disputes.list(of).autoPagingToArray({ limit: MOST }) : [],
  ]);
  return { ...known, charge, refunds, disputes };
}

/** What was expanded, and not only named. */
export const whole = <T extends object>(value: string | T | null | undefined): T | undefined =>
  typeof value === 'object' && value !== null ? value : undefined;
