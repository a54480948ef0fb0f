import { type Bank, isOpen, newId } from './bank.ts';
import type { Intent, Session } from './objects.ts';
import { invalid } from './wire-error.ts';

/** The intent of a page that the buyer does something on; it begins there. */
export function intentOf(bank: Bank, session: Session): Intent {
  const known = bank.books.intents.get(session.payment_intent ?? '');
  if (known !== undefined) return known;
  const { capture_method, metadata } = session.payment_intent_data;
  const intent = newIntent(bank, {
    amount: session.amount_total,
    currency: session.currency,
    capture_method,
    metadata,
  });
  bank.books.put('sessions', Object.assign(session, { payment_intent: intent.id }));
  return intent;
}

export function newIntent(
  bank: Bank,
  wish: Pick<Intent, 'amount' | 'currency' | 'capture_method' | 'metadata'>,
): Intent {
  const id = newId('pi');
  const intent: Intent = {
    id,
    object: 'payment_intent',
    ...wish,
    amount_capturable: 0,
    amount_received: 0,
    status: 'requires_payment_method',
    client_secret: newId(`${id}_secret`),
    created: bank.clock.now(),
    created_ms: bank.clock.nextMs(),
    canceled_at: null,
    cancellation_reason: null,
    latest_charge: null,
    last_payment_error: null,
    next_action: null,
    livemode: false,
  };
  bank.books.put('intents', intent);
  return intent;
}

export function sessionOf(bank: Bank, intent: Intent): Session | undefined {
  for (const session of bank.books.sessions.values())
    if (session.payment_intent === intent.id) return session;
  return undefined;
}

/** Brings the page up to what became of its payment. */
export function follow(bank: Bank, session: Session, intent: Intent): void {
  const wasComplete = session.status === 'complete';
  const isPaid = intent.status === 'succeeded';
  const through = isPaid || intent.status === 'requires_capture' || intent.status === 'processing';
  if (!through) {
    if (wasComplete) bank.tell('checkout.session.async_payment_failed', session);
    return;
  }
  const payment_status = isPaid ? 'paid' : 'unpaid';
  if (wasComplete && session.payment_status === payment_status && !isPaid) return;
  bank.books.put('sessions', Object.assign(session, { status: 'complete', payment_status, url: null }));
  bank.tell(wasComplete ? 'checkout.session.async_payment_succeeded' : 'checkout.session.completed', session);
}

/** Ends a page that nobody paid on, and what was begun there. */
export function expire(bank: Bank, session: Session): void {
  if (session.status !== 'open')
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    );
  const intent = bank.books.intents.get(session.payment_intent ?? '');
  bank.books.put('sessions', Object.assign(session, { status: 'expired', url: null }));
  if (intent !== undefined && isOpen(intent)) bank.cancel(intent, 'automatic');
  bank.tell('checkout.session.expired', session);
}

/** Ends the pages whose time is over, and lets go of what was held too long. */
export function endInTime(bank: Bank): void {
  const now = bank.clock.now();
  for (const session of bank.books.sessions.values())
    if (session.status === 'open' && session.expires_at <= now) expire(bank, session);
  for (const intent of bank.books.intents.values()) {
    if (intent.status !== 'requires_capture') continue;
    const held = bank.books.charges.get(intent.latest_charge!)?.payment_method_details;
    if (held !== undefined && held.card.capture_before <= now) bank.cancel(intent, 'automatic');
  }
}
