import type Stripe from 'stripe';
import { type Fact, ProviderRefused } from '../provider.ts';
import { ask, carryOut, whereThereIs } from './carry-out.ts';
import { factsOf } from './facts.ts';
import { isPage, readIntent, readPayment } from './read-payment.ts';
import { toStripe } from './stripe-amount.ts';

const truth = async (stripe: Stripe, ref: string): Promise<Fact[]> =>
  factsOf(await ask(() => readPayment(stripe, ref)));

async function intentOf(stripe: Stripe, ref: string): Promise<Stripe.PaymentIntent> {
  const intent = await ask(() => readIntent(stripe, ref));
  if (intent === undefined) throw new ProviderRefused('payment_not_begun');
  return intent;
}

/** Takes what is held, or a part of it; the rest is let go. */
export async function capturePayment(
  stripe: Stripe,
  ref: string,
  amount: number,
  currency: string,
  key: string,
): Promise<Fact[]> {
  const { id } = await intentOf(stripe, ref);
  const amount_to_capture = toStripe(amount, currency);
  return carryOut({
    key,
    canRepeat: true,
    send: async (idempotencyKey) => {
      await stripe.paymentIntents.capture(id, { amount_to_capture }, { idempotencyKey });
      return truth(stripe, ref);
    },
    look: async () => whereThereIs(await truth(stripe, ref), 'CAPTURED'),
  });
}

/** Ends what is not captured: the page, or what was begun there. */
export async function cancelPayment(stripe: Stripe, ref: string, key: string): Promise<Fact[]> {
  const look = async () => whereThereIs(await truth(stripe, ref), 'VOIDED', 'EXPIRED');
  if (isPage(ref)) {
    const session = await ask(() => stripe.checkout.sessions.retrieve(ref));
    if (session.status !== 'complete') {
      const facts = await carryOut({
        key: `${key}-page`,
        canRepeat: true,
        send: async (idempotencyKey) => {
          await stripe.checkout.sessions.expire(ref, {}, { idempotencyKey });
          return truth(stripe, ref);
        },
        // Paid just now: there is an intent to cancel, or it says that it cannot be.
        look: async () => (await look()) ?? ((await isComplete(stripe, ref)) ? [] : undefined),
      });
      if (facts.length > 0) return facts;
    }
  }
  const { id } = await intentOf(stripe, ref);
  return carryOut({
    key,
    canRepeat: true,
    send: async (idempotencyKey) => {
      await stripe.paymentIntents.cancel(id, {}, { idempotencyKey });
      return truth(stripe, ref);
    },
    look,
  });
}

const isComplete = async (stripe: Stripe, ref: string): Promise<boolean> =>
  (await ask(() => stripe.checkout.sessions.retrieve(ref))).status === 'complete';

/**
 * Gives captured money back. The shop's id and the key go with it, by which it is found again when
 * the answer was lost. Never under
 * another key: money that is given back twice does not come home.
 */
export async function refundPayment(
  stripe: Stripe,
  ref: string,
  wish: { amount: number; currency: string; refundId: string },
  key: string,
): Promise<Fact[]> {
  const { id, metadata } = await intentOf(stripe, ref);
  const { amount, currency, refundId } = wish;
  return carryOut({
    key,
    canRepeat: false,
    send: async (idempotencyKey) => {
      await stripe.refunds.create(
        {
          payment_intent: id,
          amount: toStripe(amount, currency),
          metadata: { ...metadata, refundId, key },
        },
        { idempotencyKey },
      );
      return truth(stripe, ref);
    },
    look: async () => {
      const payment = await ask(() => readPayment(stripe, ref));
      // Not one of an earlier try under the same id, which failed.
      return payment.refunds.some((refund) => refund.metadata?.key === key) ? factsOf(payment) : undefined;
    },
  });
}
