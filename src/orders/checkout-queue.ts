import type { Pool } from 'pg';
import { type Batcher, createBatcher } from '../batching/batcher.ts';
import { createContention } from './contention.ts';
import type { PlaceOrderCommand, PlaceOrderOutcome } from './outcome.ts';
import { placeOrders } from './place-orders.ts';
import { type PeekRow, peekCarts } from './sql/peek-carts.ts';
import { takeTurn } from './sql/take-turn.ts';
import { beginWith, close, type Session } from './transaction.ts';

export interface CheckoutQueueOptions {
  /** Orders that share one transaction. */
  maxBatch: number;
  /** Transactions in flight; they never touch the same product or customer. */
  slots: number;
  maxWaiting: number;
  maxWaitMs: number;
  onBatch?(size: number): void;
  onLostRace?(): void;
}

/** Lines of all carts in one batch: beyond this, statements grow long and others wait too long. */
const MAX_LINES = 4_000;

/** The line of checkouts of one process: those that wait together are placed together. */
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
    maxWaiting,
    maxWaitMs,
    ...(onBatch ? { onBatch } : {}),
    turns: {
      wanted: () => contention.hotProduct,
      take: (productId) => beginWith(pool, { statement: takeTurn, values: [productId] }),
      giveBack: (turn) => void close(turn),
    },
    run: (commands, turn) => placeOrders(pool, commands, contention, turn),
    async inspect(commands) {
      const users = [...new Set(commands.map((command) => command.userId))];
      const { rows } = await pool.query<PeekRow>({ ...peekCarts, values: [users] });
      const carts = new Map(rows.map((row) => [row.user_id, row.product_ids]));
      return commands.map(({ userId }) => {
        const products = carts.get(userId) ?? [];
        // The customer too: two checkouts of one cart are decided one after the other.
        return { touches: [userId, ...products], weight: Math.max(1, products.length) };
      });
    },
  });
}
