import type { Pool, PoolClient } from 'pg';
import { Deferred } from '../batching/deferred.ts';
import { sharedOrAlone } from '../batching/shared-or-alone.ts';
import { MAX_LINES, whichFit } from '../order-life/lines-of-orders.ts';
import { runTransition } from '../order-life/run-transition.ts';
import { WAIT_OF_MANY, waitAtMost } from '../orders/sql/wait-at-most.ts';
import { type Applied, applyFacts, type Learned } from './apply-facts.ts';

/** Folds what was learned into its order. @returns undefined where there is no such order */
export type Fold = (learned: Learned) => Promise<Applied | undefined>;

/** Of one transaction. */
const MAX_ORDERS = 64;
/** Between the beginnings of two transactions of a busy process, in ms: a transaction costs as much as ten of its orders. */
const PAUSE_MS = 5;

/**
 * The line of a process: what is learned of orders while others are folded shares the next transaction, in the order in which it came. An
 * order that somebody holds for long, or that cannot be written, goes by itself and holds up nobody.
 *
 * @param maxLines of all orders in one transaction
 */
export function createFoldLine(pool: Pool, maxLines = MAX_LINES): Fold {
  return sharedOrAlone<Learned, Applied | undefined>(
    (all) => runTransition(pool, (client) => foldIn(client, all, maxLines)),
    { pauseMs: PAUSE_MS, maxItems: MAX_ORDERS },
  );
}

async function foldIn(
  client: PoolClient,
  all: readonly Learned[],
  maxLines: number,
): Promise<(Applied | undefined | Deferred)[]> {
  if (all.length === 1) return applyFacts(client, all);
  await client.query({ ...waitAtMost, values: [WAIT_OF_MANY] });
  const ids = all.map(({ orderId }) => orderId);
  const fits = await whichFit(client, ids, maxLines);
  const applied = await applyFacts(
    client,
    all.filter((_, n) => fits[n]),
  );
  return fits.map((fit) => (fit ? applied.shift() : new Deferred('heavy')));
}
