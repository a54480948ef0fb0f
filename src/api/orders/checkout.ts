import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { Overloaded } from '../../batching/batcher.ts';
import { Problem } from '../../errors.ts';
import { CONNECTIONS_BESIDE_SLOTS, createCheckoutPool } from '../../orders/checkout-pool.ts';
import { createCheckoutQueue } from '../../orders/checkout-queue.ts';
import type { PlaceOrderCommand, PlaceOrderOutcome, StoredAnswer } from '../../orders/outcome.ts';
import { TooContended } from '../../orders/place-orders.ts';
import { type QuoteBasis, quoteWithOffers } from '../../rates/quote-cart.ts';
import { QuoteError } from '../../rates/quote-error.ts';
import { overloaded } from '../overloaded.ts';
import { quoteBody } from '../rates/quote-body.ts';
import { watchCheckouts } from './checkout-metrics.ts';

/** How long a request waits for another one with its key that another process works on, in ms. */
const KEY_TIMEOUT_MS = 5_000;
const KEY_PAUSE_MS = 25;

export interface Checkout {
  /** @param signal aborted when the client hangs up: an order that has not begun is dropped */
  place(
    command: PlaceOrderCommand,
    signal: AbortSignal,
  ): Promise<{ answer: StoredAnswer; replayed: boolean }>;
}

/** The way of a checkout through this process: bounded waiting, one run for each key, problems for outcomes. */
export function createCheckout(app: FastifyInstance): Checkout {
  const watch = watchCheckouts(app.metrics.registry, () => queue);
  const { databaseUrl, checkoutMaxBatch, checkoutSlots, checkoutMaxWaiting, checkoutMaxWaitMs } = app.config;
  const pool = createCheckoutPool(databaseUrl, checkoutSlots + CONNECTIONS_BESIDE_SLOTS);
  pool.on('error', (error) => app.log.warn({ err: error }, 'a checkout connection ended'));
  app.addHook('onClose', () => pool.end());
  const queue = createCheckoutQueue(pool, {
    maxBatch: checkoutMaxBatch,
    slots: checkoutSlots,
    maxWaiting: checkoutMaxWaiting,
    maxWaitMs: checkoutMaxWaitMs,
    ...watch,
  });
  const underway = new Map<string, SharedRun>();

  const run = async (command: PlaceOrderCommand, signal: AbortSignal): Promise<PlaceOrderOutcome> => {
    const deadline = Date.now() + KEY_TIMEOUT_MS;
    for (;;) {
      const outcome = await queue.submit(command, signal);
      if (outcome.kind !== 'idempotency_in_progress' || Date.now() > deadline) return outcome;
      await delay(KEY_PAUSE_MS);
    }
  };
  /** Requests of one customer with one key and one content are one request that was sent more than once. */
  const runOnce = async (command: PlaceOrderCommand, signal: AbortSignal): Promise<PlaceOrderOutcome> => {
    const claim = command.idempotency;
    if (!claim) return run(command, signal);
    const id = `${command.userId} ${claim.fingerprint.toString('hex')} ${claim.key}`;
    const other = underway.get(id);
    if (other && !other.given.signal.aborted) {
      join(other, signal);
      const outcome = await other.outcome;
      return outcome.kind === 'placed' ? { ...outcome, kind: 'replayed' } : outcome;
    }
    const given = new AbortController();
    const mine: SharedRun = { outcome: run(command, given.signal), given, asking: 0 };
    join(mine, signal);
    underway.set(id, mine);
    return mine.outcome.finally(() => {
      if (underway.get(id) === mine) underway.delete(id);
    });
  };

  return {
    async place(command, signal) {
      const outcome = await runOnce(command, signal).catch((error: Error) => {
        if (isOverload(error)) app.metrics.orders.inc({ outcome: 'overloaded' });
        throw problemOfError(error);
      });
      app.metrics.orders.inc({ outcome: outcome.kind });
      if (outcome.kind === 'placed') app.jobs.publish(outcome.owes);
      if (outcome.kind === 'placed' || outcome.kind === 'replayed') {
        return { answer: outcome, replayed: outcome.kind === 'replayed' };
      }
      if (outcome.kind === 'total_changed') throw await totalChanged(app.pg, outcome.basis);
      throw problemOf(outcome);
    },
  };
}

/** One run of a checkout that several requests ask for. */
interface SharedRun {
  outcome: Promise<PlaceOrderOutcome>;
  /** Aborted when the last of them hangs up. */
  given: AbortController;
  asking: number;
}

function join(shared: SharedRun, signal: AbortSignal): void {
  shared.asking++;
  const leave = () => {
    if (--shared.asking === 0) shared.given.abort();
  };
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
}

function isOverload(error: Error): boolean {
  return error instanceof Overloaded || error instanceof TooContended;
}

function problemOfError(error: Error): Error {
  if (!isOverload(error)) return error;
  return overloaded(error);
}

/** With the quote that the order was decided by, and the ways in which it can be sent right now. */
async function totalChanged(pool: Pool, basis: QuoteBasis): Promise<Problem> {
  const quote = await quoteWithOffers(pool, basis);
  return new Problem('total_changed', `It costs ${quote.total} by now`, {
    extensions: { quote: quoteBody(quote) },
  });
}

function problemOf(
  outcome: Exclude<PlaceOrderOutcome, { kind: 'placed' | 'replayed' | 'total_changed' }>,
): Error {
  switch (outcome.kind) {
    case 'failed':
      return problemOfError(outcome.error);
    case 'insufficient_stock':
      return new Problem('insufficient_stock', 'See items for what is short', {
        extensions: { items: outcome.items },
      });
    case 'idempotency_in_progress':
      return new Problem(outcome.kind, undefined, { retryAfterSeconds: 1 });
    case 'coupon_not_applicable':
    case 'coupon_used_up':
      return new QuoteError(outcome);
    case 'not_found':
      return new Problem(outcome.kind, 'The order that this key stands for is not yours any more');
    default:
      return new Problem(outcome.kind);
  }
}
