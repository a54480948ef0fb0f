import type { Pool, PoolClient } from 'pg';
import { createBatcher, Overloaded } from '../../batching/batcher.ts';
import { runOnce } from '../../idempotency/run-once.ts';
import { cancelOrder } from '../../order-life/cancel-orders.ts';
import type { Change } from '../../order-life/command.ts';
import type { CancellationView } from '../../order-life/decide-cancellation.ts';
import { MAX_LINES } from '../../order-life/lines-of-orders.ts';
import { OrderError } from '../../order-life/order-error.ts';
import { runTransition } from '../../order-life/run-transition.ts';
import { overloaded } from '../overloaded.ts';
import {
  type Cancelled,
  type CancelRequest,
  cancelTogether,
  type TogetherOutcome,
} from './cancel-together.ts';

/** Requests in one transaction. */
const MAX_BATCH = 64;
/** Who cancels while others do goes along with the next: a hot product is held less often for as many orders. */
const PAUSE_MS = 20;
/** Requests that wait in one process; one more is told to come back. */
const MAX_WAITING = 2_000;
/** How long a request waits for its transaction to begin, in ms. */
const MAX_WAIT_MS = 5_000;

/**
 * The line of cancellations of one process: those that wait together share a transaction, so that many orders of one
 * product are cancelled while others buy it. What needs a transaction of its own has one beside the line.
 *
 * @param maxLines of all orders in one transaction
 * @returns cancels for one request, once under its key
 * @throws {OrderError} @throws {IdempotencyError} @throws {Problem} overloaded
 */
export function createCancelQueue(
  pool: Pool,
  maxLines = MAX_LINES,
): (request: CancelRequest) => Promise<Cancelled> {
  const line = createBatcher<CancelRequest, TogetherOutcome>({
    run: (requests) => cancelTogether(pool, requests, maxLines),
    slots: 1,
    pauseMs: PAUSE_MS,
    maxItems: MAX_BATCH,
    maxWeight: MAX_BATCH,
    maxWaiting: MAX_WAITING,
    maxWaitMs: MAX_WAIT_MS,
  });
  return async (request) => {
    const outcome = await line.submit(request).catch((error) => {
      throw error instanceof Overloaded ? overloaded(error) : error;
    });
    if (outcome instanceof OrderError) throw outcome;
    return outcome === 'alone' ? cancelAlone(pool, request) : outcome;
  };
}

function cancelAlone(pool: Pool, { command, keyed, answerOf }: CancelRequest): Promise<Cancelled> {
  return runOnce<PoolClient, Change<CancellationView>>(
    (work) => runTransition(pool, work),
    keyed,
    async (client) => {
      const change = await cancelOrder(client, command);
      return { answer: answerOf(change.view), result: change };
    },
  );
}
