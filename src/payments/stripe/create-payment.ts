import type Stripe from 'stripe';
import type { CreatePayment, Fact, NextAction } from '../provider.ts';
import { ask, carryOut } from './carry-out.ts';
import { factsOf } from './facts.ts';
import { readPayment } from './read-payment.ts';
import { toStripe } from './stripe-amount.ts';

export interface Created {
  ref: string;
  next?: NextAction | undefined;
  facts: Fact[];
}

/** What else was begun meanwhile, newest first: a buyer waits. */
const MOST_LOOKED_AT = 500;
const CLOCKS_DIFFER_MS = 60_000;

/**
 * Begins a payment: on a page of Stripe's where the buyer comes back from, else as an intent for Stripe's fields in a page
 * of the shop. Where its answer is lost for good it is looked for by the shop's id; a second one that is begun where it was not
 * found does no harm: the shop hears of the first one by that id, once it is paid.
 */
export async function createPayment(stripe: Stripe, payment: CreatePayment): Promise<Created> {
  const { key, returnUrl } = payment;
  const amount = toStripe(payment.amount, payment.currency);
  const currency = payment.currency.toLowerCase();
  const metadata = { paymentId: payment.paymentId, orderId: payment.orderId };
  const find = () => findCreated(stripe, payment);
  const methods = payment.method === undefined ? {} : { payment_method_types: [payment.method] };
  if (returnUrl === undefined)
    return carryOut({
      key,
      canRepeat: true,
      find,
      send: async (idempotencyKey) => {
        const intent = await stripe.paymentIntents.create(
          { amount, currency, capture_method: payment.capture, metadata, ...methods },
          { idempotencyKey },
        );
        return { ref: intent.id, next: nextOf({ intent }), facts: [] };
      },
    });
  return carryOut({
    key,
    canRepeat: true,
    find,
    send: async (idempotencyKey) => {
      const session = await stripe.checkout.sessions.create(
        {
          mode: 'payment',
          client_reference_id: payment.orderId,
          success_url: returnUrl,
          cancel_url: returnUrl,
          line_items: [
            {
              quantity: 1,
              price_data: {
                currency,
                unit_amount: amount,
                product_data: { name: `Order ${payment.orderId}` },
              },
            },
          ],
          metadata,
          payment_intent_data: { capture_method: payment.capture, metadata: { ...metadata, page: 'true' } },
          ...(methods as object),
          // Not `expires_at`: Stripe takes none within half an hour, and a key goes with one value. The shop ends its pages.
        },
        { idempotencyKey },
      );
      return {
        ref: session.id,
        next: nextOf({ session }),
        facts: factsOf({ ref: session.id, session, refunds: [], disputes: [] }),
      };
    },
  });
}

/** What was begun of a payment, among the latest. */
async function findCreated(
  stripe: Stripe,
  { paymentId, firstSentAt, returnUrl }: CreatePayment,
): Promise<Created | undefined> {
  const gte = Math.floor((firstSentAt.getTime() - CLOCKS_DIFFER_MS) / 1000);
  const since = { created: { gte }, limit: 100 };
  const begun =
    returnUrl === undefined ? stripe.paymentIntents.list(since) : stripe.checkout.sessions.list(since);
  return ask(async () => {
    let left = MOST_LOOKED_AT;
    for await (const { id, metadata } of begun) {
      if (metadata?.paymentId === paymentId) {
        const payment = await readPayment(stripe, id);
        return { ref: id, next: nextOf(payment), facts: factsOf(payment) };
      }
      if (--left === 0) break;
    }
    return undefined;
  });
}

/** What the buyer has to do while the payment waits for them. */
export function nextOf({
  session,
  intent,
}: {
  session?: Stripe.Checkout.Session | undefined;
  intent?: Stripe.PaymentIntent | undefined;
}): NextAction | undefined {
  if (session !== undefined)
    return session.status === 'open' && session.url ? { type: 'redirect', url: session.url } : undefined;
  const waits = intent !== undefined && /^requires_(payment_method|confirmation|action)$/.test(intent.status);
  return waits && intent.client_secret ? { type: 'clientSecret', value: intent.client_secret } : undefined;
}
