import { type Bank, newId } from './bank.ts';
import { amountOf, type Form, formOf, required, textOf, textsOf } from './form.ts';
import { page } from './lists.ts';
import type { Intent, Session } from './objects.ts';
import { refund } from './refunds.ts';
import { expire, follow, newIntent, sessionOf } from './sessions.ts';
import { invalid, missing } from './wire-error.ts';

export interface WireCall {
  bank: Bank;
  /** Ids in the path. */
  id: string;
  params: Form;
  /** Where the simulator is, for links to its pages. */
  base: string;
  failRefunds: boolean;
}

type Route = (call: WireCall) => object;

const DAY_S = 86_400;
const HALF_HOUR_S = 1_800;

/** Method and path of the subset of Stripe's API that is spoken here; `:id` is the id of a thing. */
export const wireRoutes: Record<string, Route> = {
  'POST /v1/payment_intents': ({ bank, params }) => newIntent(bank, wishOf(params)),
  'GET /v1/payment_intents/:id': ({ bank, id }) => theIntent(bank, id),
  'GET /v1/payment_intents': ({ bank, params }) =>
    page('/v1/payment_intents', bank.books.intents.values(), params),
  'POST /v1/payment_intents/:id/confirm': ({ bank, id, params, base }) => {
    const intent = theIntent(bank, id);
    confirm(bank, intent, textOf(params, 'payment_method') ?? 'pm_card_visa', `${base}/payments/${id}`);
    return intent;
  },
  'POST /v1/payment_intents/:id/capture': ({ bank, id, params }) => {
    const intent = theIntent(bank, id);
    bank.capture(intent, amountOf(params, 'amount_to_capture'));
    const session = sessionOf(bank, intent);
    if (session !== undefined) bank.books.put('sessions', Object.assign(session, { payment_status: 'paid' }));
    return intent;
  },
  'POST /v1/payment_intents/:id/cancel': ({ bank, id, params }) => {
    const intent = theIntent(bank, id);
    bank.cancel(intent, textOf(params, 'cancellation_reason') ?? 'requested_by_customer');
    return intent;
  },

  'GET /v1/charges/:id': ({ bank, id }) => the(bank.books.charges, 'charge', id),
  'GET /v1/charges': ({ bank, params }) =>
    page('/v1/charges', bank.books.charges.values(), params, ['payment_intent']),
  'POST /v1/refunds': ({ bank, params, failRefunds }) => {
    const charge = bank.books.charges.get(textOf(params, 'charge') ?? '');
    const id = charge?.payment_intent ?? required(textOf(params, 'payment_intent'), 'payment_intent');
    const amount = amountOf(params, 'amount');
    const reason = textOf(params, 'reason') ?? null;
    const metadata = textsOf(formOf(params, 'metadata'));
    return refund(bank, theIntent(bank, id), { amount, reason, metadata }, failRefunds);
  },
  'GET /v1/refunds/:id': ({ bank, id }) => the(bank.books.refunds, 'refund', id),
  'GET /v1/refunds': ({ bank, params }) =>
    page('/v1/refunds', bank.books.refunds.values(), params, ['payment_intent', 'charge']),
  'GET /v1/disputes/:id': ({ bank, id }) => the(bank.books.disputes, 'dispute', id),
  'GET /v1/disputes': ({ bank, params }) =>
    page('/v1/disputes', bank.books.disputes.values(), params, ['payment_intent', 'charge']),

  'POST /v1/checkout/sessions': ({ bank, params, base }) => newSession(bank, params, base),
  'GET /v1/checkout/sessions/:id': ({ bank, id }) => the(bank.books.sessions, 'checkout.session', id),
  'GET /v1/checkout/sessions': ({ bank, params }) =>
    page('/v1/checkout/sessions', bank.books.sessions.values(), params, ['payment_intent', 'status']),
  'POST /v1/checkout/sessions/:id/expire': ({ bank, id }) => {
    const session = the(bank.books.sessions, 'checkout.session', id);
    expire(bank, session);
    return session;
  },
  'GET /v1/events/:id': ({ bank, id }) => the(bank.books.events, 'event', id),
  'GET /v1/events': ({ bank, params }) => page('/v1/events', bank.books.events.values(), params, ['type']),
};

/** What the cards of Stripe's test mode do. */
function confirm(bank: Bank, intent: Intent, method: string, page: string): void {
  if (/declined|visa_chargeDeclined/i.test(method)) bank.decline(intent);
  else if (/threeDSecure|authenticationRequired/i.test(method)) bank.askForProof(intent, page, null);
  else if (/debit/i.test(method)) bank.payLater(intent);
  else bank.approve(intent);
  const session = sessionOf(bank, intent);
  if (session !== undefined) follow(bank, session, intent);
}

function wishOf(params: Form): Pick<Intent, 'amount' | 'currency' | 'capture_method' | 'metadata'> {
  return {
    amount: required(amountOf(params, 'amount'), 'amount'),
    currency: currencyOf(params),
    capture_method: captureOf(params),
    metadata: textsOf(formOf(params, 'metadata')),
  };
}

function newSession(bank: Bank, params: Form, base: string): Session {
  const id = newId('cs_test');
  const line = formOf(formOf(params, 'line_items'), '0');
  const price = formOf(line, 'price_data');
  const created = bank.clock.now();
  const expires_at = Number(textOf(params, 'expires_at') ?? created + DAY_S);
  if (!(expires_at >= created + HALF_HOUR_S && expires_at <= created + DAY_S))
    throw invalid('The `expires_at` timestamp must be 30 minutes to 24 hours from creation.', 'expires_at');
  const intentData = formOf(params, 'payment_intent_data');
  const session: Session = {
    id,
    object: 'checkout.session',
    mode: 'payment',
    amount_total:
      required(amountOf(price, 'unit_amount'), 'line_items[0][price_data][unit_amount]') *
      (amountOf(line, 'quantity') ?? 1),
    currency: currencyOf(price),
    status: 'open',
    payment_status: 'unpaid',
    payment_intent: null,
    client_reference_id: textOf(params, 'client_reference_id') ?? null,
    success_url: urlOf(required(textOf(params, 'success_url'), 'success_url'), 'success_url'),
    cancel_url:
      textOf(params, 'cancel_url') === undefined ? null : urlOf(textOf(params, 'cancel_url')!, 'cancel_url'),
    url: `${base}/payments/${id}`,
    metadata: textsOf(formOf(params, 'metadata')),
    created,
    created_ms: bank.clock.nextMs(),
    expires_at,
    livemode: false,
    payment_intent_data: {
      capture_method: captureOf(intentData),
      metadata: textsOf(formOf(intentData, 'metadata')),
    },
  };
  bank.books.put('sessions', session);
  return session;
}

function urlOf(text: string, name: string): string {
  if (URL.canParse(text) && /^https?:/i.test(text)) return text;
  throw invalid('Not a valid URL', name, 'url_invalid');
}

function currencyOf(params: Form): string {
  const currency = required(textOf(params, 'currency'), 'currency').toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) throw invalid(`Invalid currency: ${currency.slice(0, 10)}`, 'currency');
  return currency;
}

function captureOf(params: Form): Intent['capture_method'] {
  return textOf(params, 'capture_method') === 'manual' ? 'manual' : 'automatic';
}

function the<T>(shelf: ReadonlyMap<string, T>, kind: string, id: string): T {
  const found = shelf.get(id);
  if (found === undefined) throw missing(kind, id);
  return found;
}

const theIntent = (bank: Bank, id: string): Intent => the(bank.books.intents, 'payment_intent', id);
