import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import { type Admission, createAdmission } from '../../orders/admission.ts';
import type { PlaceOrderCommand, PlaceOrderOutcome, StoredAnswer } from '../../orders/outcome.ts';
import { placeOrders } from '../../orders/place-orders.ts';

/** How long a request waits for another one with its key that another process works on, in ms. */
const KEY_PATIENCE_MS = 5_000;
const KEY_PAUSE_MS = 25;

const MAX_WAITING = 2_000;
const MAX_WAIT_MS = 5_000;
const OVERLOAD_RETRY_SECONDS = 1;

export interface Checkout {
  readonly admission: Admission;
  place(command: PlaceOrderCommand): Promise<{ answer: StoredAnswer; replayed: boolean }>;
}

/** The way of a checkout through this process: bounded waiting, one run for each key, problems for outcomes. */
export function createCheckout(app: FastifyInstance): Checkout {
  // Two connections stay free for everything else.
  const maxRunning = Math.max(1, app.config.databasePoolMax - 2);
  const admission = createAdmission({ maxRunning, maxWaiting: MAX_WAITING, maxWaitMs: MAX_WAIT_MS });
  const underway = new Map<string, Promise<PlaceOrderOutcome>>();

  const run = async (command: PlaceOrderCommand): Promise<PlaceOrderOutcome> => {
    const deadline = Date.now() + KEY_PATIENCE_MS;
    for (;;) {
      const [outcome] = await admission.run(() => placeOrders(app.pg, [command]));
      if (!outcome) throw new Error('no outcome');
      if (outcome.kind !== 'idempotency_in_progress' || Date.now() > deadline) return outcome;
      await delay(KEY_PAUSE_MS);
    }
  };
  /** Requests of one customer with one key and one content are one request that was sent more than once. */
  const runOnce = async (command: PlaceOrderCommand): Promise<PlaceOrderOutcome> => {
    const claim = command.idempotency;
    if (!claim) return run(command);
    const id = `${command.userId} ${claim.fingerprint.toString('hex')} ${claim.key}`;
    const other = underway.get(id);
    if (other) {
      const outcome = await other;
      return outcome.kind === 'placed' ? { ...outcome, kind: 'replayed' } : outcome;
    }
    const mine = run(command).finally(() => underway.delete(id));
    underway.set(id, mine);
    return mine;
  };

  return {
    admission,
    async place(command) {
      const outcome = await runOnce(command).catch((error: Error) => {
        if (error.name !== 'Overloaded' && error.name !== 'TooContended') throw error;
        app.metrics.orders.inc({ outcome: 'overloaded' });
        throw new Problem('overloaded', undefined, {
          retryAfterSeconds: OVERLOAD_RETRY_SECONDS,
          cause: error,
        });
      });
      app.metrics.orders.inc({ outcome: outcome.kind });
      if (outcome.kind === 'placed') app.jobs.publish(outcome.owes);
      if (outcome.kind === 'placed' || outcome.kind === 'replayed') {
        return { answer: outcome, replayed: outcome.kind === 'replayed' };
      }
      throw problemOf(outcome);
    },
  };
}

function problemOf(outcome: Exclude<PlaceOrderOutcome, { kind: 'placed' | 'replayed' }>): Problem {
  switch (outcome.kind) {
    case 'insufficient_stock':
      return new Problem('insufficient_stock', 'See items for what is short', {
        extensions: { items: outcome.items },
      });
    case 'idempotency_in_progress':
      return new Problem(outcome.kind, undefined, { retryAfterSeconds: 1 });
    default:
      return new Problem(outcome.kind);
  }
}
