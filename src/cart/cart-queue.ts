import type { Pool } from 'pg';
import { createBatcher, Overloaded } from '../batching/batcher.ts';
import { Deferred } from '../batching/deferred.ts';
import { createNamedTurns } from '../batching/named-turns.ts';
import { limits } from '../limits.ts';
import type { CartChange } from './cart-change.ts';
import { CartError } from './cart-error.ts';
import type { CartItemView } from './cart-view.ts';
import { type CartOutcome, changeCarts } from './change-carts.ts';
import { changeHeldCart } from './change-held-cart.ts';

/** Carts in one statement. */
const MAX_CARTS = 64;
/** Lines in one statement: beyond this others wait too long; one cart may have so many. */
const MAX_LINES = limits.cartItems;
/** Changes that wait in one process. */
const MAX_WAITING = 2_000;
/** Their lines, each some 200 bytes. */
const MAX_WAITING_LINES = 100 * limits.cartItems;
/** Changes of one cart that wait in one process. */
const MAX_OF_ONE_CART = 200;
/** How long a change waits to begin, in ms. */
const MAX_WAIT_MS = 5_000;

export interface CartQueue {
  /**
   * Makes a change of a cart; those of one cart one after the other.
   *
   * @returns the lines that were added, as this change left them: the next checkout may have taken them since
   * @throws {CartError} nothing was changed @throws {Overloaded} @throws {CartContended}
   */
  change(change: CartChange): Promise<CartItemView[]>;
}

/**
 * The line of changes of carts of one process: those that wait together share a statement, a cart once. What somebody
 * outside of this process holds is waited for beside it.
 *
 * @param pool with plans for look-ups (createCartPool)
 * @param patient where one that somebody holds is waited for
 */
export function createCartQueue(pool: Pool, patient: Pool): CartQueue {
  const batcher = createBatcher<CartChange, CartOutcome>({
    run: (changes) => run(pool, changes),
    slots: 1,
    maxItems: MAX_CARTS,
    maxWeight: MAX_CARTS,
    maxWaiting: MAX_WAITING,
    maxWaitMs: MAX_WAIT_MS,
    maxDeferredMs: MAX_WAIT_MS,
  });
  const turns = createNamedTurns(MAX_OF_ONE_CART, MAX_WAIT_MS);
  let lines = 0;
  const change = async (wanted: CartChange): Promise<CartItemView[]> => {
    const outcome = await batcher.submit(wanted);
    if (outcome instanceof CartError) throw outcome;
    return outcome === 'held' ? changeHeldCart(patient, wanted) : outcome;
  };
  return {
    async change(wanted) {
      if (lines > MAX_WAITING_LINES) throw new Overloaded('too many lines wait');
      lines += wanted.lines.length;
      try {
        return await turns.take(wanted.userId, () => change(wanted));
      } finally {
        lines -= wanted.lines.length;
      }
    },
  };
}

/** As many of `changes` as a statement may hold, the first in any case; the others wait for the next one. */
async function run(pool: Pool, changes: readonly CartChange[]): Promise<(CartOutcome | Deferred)[]> {
  let lines = 0;
  const end = changes.findIndex((change, n) => {
    lines += change.lines.length;
    return n > 0 && lines > MAX_LINES;
  });
  const taken = end === -1 ? changes : changes.slice(0, end);
  const outcomes = await changeCarts(pool, taken).catch((error): CartOutcome[] => {
    if (!isRefusal(error)) throw error;
    return taken.map(() => 'held');
  });
  return changes.map((_, n) => outcomes[n] ?? new Deferred('heavy'));
}

/**
 * Whether PostgreSQL undid the statement for what one of the changes met: data, a constraint, a lock, a deadlock
 * (classes 21 to 23, 40, 55). Each is tried by itself then.
 */
function isRefusal(error: unknown): boolean {
  return /^(2[123]|40|55)...$/.test(String((error as { code?: unknown }).code));
}
