import { createRequire } from 'node:module';
import type Stripe from 'stripe';
import { withTimeout } from '../../async/timeout.ts';
import type { PaymentProvider } from '../provider.ts';
import { ask } from './carry-out.ts';
import { cancelPayment, capturePayment, refundPayment } from './change-payment.ts';
import { createPayment, nextOf } from './create-payment.ts';
import { factsOf } from './facts.ts';
import { listPayments } from './list-payments.ts';
import { readPayment } from './read-payment.ts';
import { receive } from './receive.ts';
import { failureOf } from './stripe-failure.ts';

/** The one whose shapes this adapter reads; moving on is a change of code. */
const API_VERSION = '2026-10-28.endive';

const HOUR_MS = 3_600_000;
/** A buyer waits for it. */
const TIMEOUT_MS = 20_000;
/** Each call is of a few requests. */
const REQUESTS_IN_A_CALL = 3;

/** Loaded where a shop is paid by it: it takes a tenth of a second and tens of megabytes of every process. */
const load = createRequire(import.meta.url);

export interface StripeSettings {
  readonly secretKey: string;
  /** Of the webhook's endpoint; two while one takes the place of the other. */
  readonly webhookSecrets: readonly string[];
  /** Protocol, host and port. */
  readonly apiUrl: string;
  /** Of the provider, where another speaks Stripe's language. */
  readonly name?: string;
  readonly timeoutMs?: number;
}

/** Stripe, or who speaks as it does. Connects to nobody until it is asked something. */
export function createStripeProvider(settings: StripeSettings): PaymentProvider {
  const { name = 'stripe', timeoutMs = TIMEOUT_MS } = settings;
  const { protocol, hostname, port } = new URL(settings.apiUrl);
  const Client: typeof Stripe = load('stripe');
  const stripe = new Client(settings.secretKey, {
    apiVersion: API_VERSION,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port || (protocol === 'http:' ? 80 : 443),
    protocol: protocol === 'http:' ? 'http' : 'https',
    // The jobs try again, under the same key.
    maxNetworkRetries: 0,
    timeout: Math.ceil(timeoutMs / REQUESTS_IN_A_CALL),
    telemetry: false,
  });
  /** Whatever it takes, within the time. */
  const within = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await withTimeout(timeoutMs, call);
    } catch (error) {
      throw failureOf(error).error;
    }
  };
  return {
    name,
    can: { manualCapture: true, partialCapture: true, partialRefund: true, retrieve: true, list: true },
    keyLifetimeMs: 24 * HOUR_MS,
    timeoutMs,
    create: (payment) => within(createPayment(stripe, payment)),
    capture: (ref, amount, currency, key) => within(capturePayment(stripe, ref, amount, currency, key)),
    cancel: (ref, key) => within(cancelPayment(stripe, ref, key)),
    refund: (ref, amount, currency, refundId, key) =>
      within(refundPayment(stripe, ref, { amount, currency, refundId }, key)),
    retrieve: async (ref) => {
      const payment = await within(ask(() => readPayment(stripe, ref)));
      const { ref: known, session, intent } = payment;
      const { paymentId } = session?.metadata ?? intent?.metadata ?? {};
      return { ref: known, paymentId, facts: factsOf(payment), next: nextOf(payment) };
    },
    list: (since) => listPayments(stripe, since),
    receive: (raw, headers) => receive(stripe, settings.webhookSecrets, raw, headers['stripe-signature']),
  };
}
