import type { Bank } from './bank.ts';
import type { Books } from './books.ts';
import type { Intent, Session } from './objects.ts';

/** A payment as people and scripts look at it: a page with what was paid on it, or an intent without a page. */
export interface Payment {
  /** What the shop calls it by. */
  ref: string;
  session?: Session | undefined;
  /** None before the buyer did something on the page. */
  intent?: Intent | undefined;
}

export interface PaymentRow {
  ref: string;
  /** In Stripe's units, which for ISK and UGX are not those of ISO 4217. */
  amount: number;
  /** In upper case. */
  currency: string;
  status: Intent['status'] | 'expired';
  captured: number;
  refunded: number;
  /** Whether the buyer's bank has the money; it gave it back where the shop won. */
  disputed: boolean;
  disputeWon: boolean;
  metadata: Record<string, string>;
  /** Whether the buyer walked away. */
  abandoned: boolean;
  created: string;
}

/** All, oldest first. */
export function allPayments(books: Books): Payment[] {
  const withPage = new Set<string | null>();
  const payments: (Payment & { created: number })[] = [];
  for (const session of books.sessions.values()) {
    withPage.add(session.payment_intent);
    const intent = books.intents.get(session.payment_intent ?? '');
    payments.push({ ref: session.id, session, intent, created: session.created_ms });
  }
  for (const intent of books.intents.values())
    if (!withPage.has(intent.id)) payments.push({ ref: intent.id, intent, created: intent.created_ms });
  return payments.sort((a, b) => a.created - b.created);
}

/** @param ref of the page or of the intent */
export function findPayment(books: Books, ref: string): Payment | undefined {
  const session = books.sessions.get(ref);
  if (session !== undefined) return { ref, session, intent: books.intents.get(session.payment_intent ?? '') };
  const intent = books.intents.get(ref);
  if (intent === undefined) return undefined;
  for (const page of books.sessions.values())
    if (page.payment_intent === ref) return { ref: page.id, session: page, intent };
  return { ref, intent };
}

export function rowOf({ books }: Bank, { ref, session, intent }: Payment): PaymentRow {
  const charge = books.charges.get(intent?.latest_charge ?? '');
  // What a capture of a part left is given back, too, but was never taken.
  const released = charge?.captured ? charge.amount - charge.amount_captured : 0;
  const dispute = charge?.disputed
    ? [...books.disputes.values()].find((one) => one.charge === charge.id)
    : undefined;
  const { metadata } = session ?? intent!;
  return {
    ref,
    amount: session?.amount_total ?? intent!.amount,
    currency: (session?.currency ?? intent!.currency).toUpperCase(),
    status: session?.status === 'expired' ? 'expired' : (intent?.status ?? 'requires_payment_method'),
    captured: charge?.amount_captured ?? 0,
    refunded: charge?.captured ? charge.amount_refunded - released : 0,
    disputed: dispute !== undefined && dispute.status !== 'won',
    disputeWon: dispute?.status === 'won',
    metadata: { ...metadata, ...intent?.metadata },
    abandoned: (session ?? intent!).abandoned === true,
    created: new Date((session ?? intent!).created_ms).toISOString(),
  };
}
