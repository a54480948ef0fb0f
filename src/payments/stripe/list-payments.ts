import type Stripe from 'stripe';
import type { Found } from '../provider.ts';
import { ask } from './carry-out.ts';
import { factsOf, type PaymentAtStripe } from './facts.ts';
import { readPayment, whole } from './read-payment.ts';

/**
 * Every payment that was begun since then, and older ones that something was given back of. It asks Stripe once for a
 * hundred of them, and never for one alone that is not older.
 */
export async function* listPayments(stripe: Stripe, since: Date): AsyncGenerator<Found> {
  const window = { created: { gte: Math.floor(since.getTime() / 1000) }, limit: 100 };
  const refundsOf = await byIntent(stripe.refunds.list(window));
  const disputesOf = await byIntent(stripe.disputes.list(window));
  const seen = new Set<string>();
  const listed = (known: Pick<PaymentAtStripe, 'ref' | 'session' | 'intent'>): Found => {
    const id = known.intent?.id ?? '';
    seen.add(id);
    const payment = {
      ...known,
      charge: whole(known.intent?.latest_charge),
      refunds: refundsOf.get(id) ?? [],
      disputes: disputesOf.get(id) ?? [],
    };
    const { paymentId } = known.session?.metadata ?? known.intent?.metadata ?? {};
    return { ref: known.ref, paymentId, facts: factsOf(payment) };
  };

  for await (const session of each(
    stripe.checkout.sessions.list({ ...window, expand: ['data.payment_intent.latest_charge'] }),
  ))
    yield listed({ ref: session.id, session, intent: whole(session.payment_intent) });
  for await (const intent of each(stripe.paymentIntents.list({ ...window, expand: ['data.latest_charge'] })))
    if (intent.metadata.page !== 'true') yield listed({ ref: intent.id, intent });
  for (const id of new Set([...refundsOf.keys(), ...disputesOf.keys()])) {
    if (id === '' || seen.has(id)) continue;
    const payment = await ask(() => readPayment(stripe, id));
    yield { ref: payment.ref, paymentId: payment.intent?.metadata.paymentId, facts: factsOf(payment) };
  }
}

/** Pages that are asked for as they are needed. */
async function* each<T extends { id: string }>(list: Stripe.ApiListPromise<T>): AsyncGenerator<T> {
  const pages = list[Symbol.asyncIterator]();
  for (;;) {
    const next = await ask(() => pages.next());
    if (next.done) return;
    yield next.value;
  }
}

async function byIntent<T extends { id: string; payment_intent: string | { id: string } | null }>(
  list: Stripe.ApiListPromise<T>,
): Promise<Map<string, T[]>> {
  const found = new Map<string, T[]>();
  for await (const item of each(list)) {
    const id = idOf(item.payment_intent);
    found.set(id, [...(found.get(id) ?? []), item]);
  }
  return found;
}

const idOf = (intent: string | { id: string } | null): string =>
  (typeof intent === 'string' ? intent : intent?.id) ?? '';
