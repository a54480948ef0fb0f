import type { Pool } from 'pg';
import { type Batcher, createBatcher } from '../batching/batcher.ts';
import type { Footprint } from '../batching/waiting-line.ts';
import { type PeekRow, peekCarts } from '../cart/sql/peek-carts.ts';
import { readRows } from '../database/read-rows.ts';
import { MAX_LINES } from './batch-lines.ts';
import { checkoutTimeouts } from './checkout-pool.ts';
import { createContention } from './contention.ts';
import { couponName, partNames } from './coupon-names.ts';
import type { PlaceOrderCommand, PlaceOrderOutcome } from './outcome.ts';
import { placeOrders } from './place-orders.ts';
import { findHeld, type HeldRow } from './sql/find-held.ts';
import { findHeldCoupons, waitForCoupon } from './sql/held-coupons.ts';
import { takeTurn } from './sql/take-turn.ts';
import { waitForRow } from './sql/wait-for.ts';
import { beginWith, close, type Session } from './transaction.ts';

export interface CheckoutQueueOptions {
  /** Orders that share one transaction. */
  maxBatch: number;
  /** Transactions in flight; they never touch the same product, customer or coupon. */
  slots: number;
  maxWaiting: number;
  maxWaitMs: number;
  onBatch?(size: number): void;
  onLostRace?(): void;
}

/** Lines that one look at those who wait reads at most. */
const LINES_PEEKED = 2 * MAX_LINES;

/**
 * Orders that are worth a transaction beside another: one by itself costs PostgreSQL as much as 15 orders in it, and the
 * API its round trips. Twice as many as that, so that of two transactions in flight neither is mostly its own cost.
 */
const FEWEST_BESIDE = 32;

/** The longest that a lock is waited for in a slot, in ms, by those who waited for it before in vain. */
const MAX_LOCK_MS = 4_000;

/**
 * The line of checkouts of one process: those that wait together are placed together.
 *
 * @param pool with CONNECTIONS_BESIDE_SLOTS more than `slots` (createCheckoutPool)
 */
export function createCheckoutQueue(
  pool: Pool,
  options: CheckoutQueueOptions,
): Batcher<PlaceOrderCommand, PlaceOrderOutcome> {
  const { maxBatch, slots, maxWaiting, maxWaitMs, onBatch, onLostRace } = options;
  const contention = createContention(onLostRace);
  return createBatcher<PlaceOrderCommand, PlaceOrderOutcome, Session>({
    maxItems: maxBatch,
    maxWeight: MAX_LINES,
    slots,
    fewestBeside: FEWEST_BESIDE,
    maxWaiting,
    maxWaitMs,
    maxDeferredMs: checkoutTimeouts.statementMs,
    ...(onBatch ? { onBatch } : {}),
    turns: {
      wanted: () => contention.hotName,
      take: (name) => beginWith(pool, { statement: takeTurn, values: [name] }),
      giveBack: (turn) => void close(turn),
    },
    run: (commands, { turn, deferrals }) =>
      placeOrders(pool, commands, contention, { begun: turn, lockMs: lockMsAfter(deferrals) }),
    inspect: (commands) => peek(pool, commands),
    others: {
      async findHeld(names) {
        const { ids, codes } = partNames(names);
        const rows = await readRows<HeldRow>(pool, findHeld, [ids]);
        const coupons =
          codes.length === 0 ? [] : await readRows<{ code: string }>(pool, findHeldCoupons, [codes]);
        return [...rows.map(({ id }) => id), ...coupons.map(({ code }) => couponName(code))];
      },
      async waitFor(name) {
        const { codes } = partNames([name]);
        await (codes.length === 0
          ? readRows(pool, waitForRow, [name])
          : readRows(pool, waitForCoupon, codes));
      },
    },
  });
}

/**
 * Twice as long after each time that it was in vain: where many processes want a row one after the other, whoever
 * waits for it has it in the end. Undefined for the pool's own patience, which costs no statement.
 */
function lockMsAfter(deferrals: number): number | undefined {
  return deferrals === 0 ? undefined : Math.min(checkoutTimeouts.lockMs * 2 ** deferrals, MAX_LOCK_MS);
}

/** What each of `commands` would touch and weigh; undefined for those beyond LINES_PEEKED. */
async function peek(pool: Pool, commands: readonly PlaceOrderCommand[]): Promise<(Footprint | undefined)[]> {
  const users = [...new Set(commands.map((command) => command.userId))];
  const rows = await readRows<PeekRow>(pool, peekCarts, [users, LINES_PEEKED]);
  const carts = new Map(rows.map((row) => [row.user_id, row.product_ids]));
  const lines = rows.reduce((sum, row) => sum + row.product_ids.length, 0);
  // The last cart that was reached may be cut off.
  const cut = lines < LINES_PEEKED ? users.length : users.findLastIndex((user) => carts.has(user));
  const seen = new Set(users.slice(0, Math.max(1, cut)));
  return commands.map(({ userId, asked }) => {
    if (!seen.has(userId)) return undefined;
    const products = carts.get(userId) ?? [];
    // The customer too: two checkouts of one cart are decided one after the other.
    const touches = [userId, ...products, ...(asked?.couponCodes ?? []).map(couponName)];
    return { touches, weight: Math.max(1, products.length) };
  });
}
