import type Stripe from 'stripe';
import { InvalidSignature, type Received } from '../provider.ts';

/** Age of a webhook that is still believed, in seconds: Stripe's own default. */
const TOLERANCE_S = 300;
const LONGEST_ID = 255;

/**
 * A webhook of Stripe's, whose signature holds under one of the secrets. Only what it is about is taken from it.
 * @throws {InvalidSignature}
 */
export function receive(
  stripe: Stripe,
  secrets: readonly string[],
  raw: Buffer,
  signature: string | string[] | undefined,
): Received {
  if (typeof signature !== 'string') throw new InvalidSignature('no signature');
  for (const secret of secrets) {
    try {
      return about(stripe.webhooks.constructEvent(raw, signature, secret, TOLERANCE_S));
    } catch {
      // Perhaps the other secret; a body that is signed, and no event, is nobody's.
    }
  }
  throw new InvalidSignature('no secret of ours signed this');
}

interface Thing {
  id?: unknown;
  object?: unknown;
  payment_intent?: unknown;
  metadata?: { paymentId?: unknown } | null;
}

function about(event: Stripe.Event): Received {
  const thing = event.data.object as Thing;
  const isPayment = thing.object === 'payment_intent' || thing.object === 'checkout.session';
  const refs = [isPayment ? thing.id : thing.payment_intent].filter(isId);
  return { eventId: event.id, refs, paymentIds: [thing.metadata?.paymentId].filter(isId) };
}

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= LONGEST_ID;
