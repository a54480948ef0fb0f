import type { Pool } from 'pg';
import { holdAbandoned, removeHeld } from '../../cart/sql/remove-abandoned-carts.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { writeSharedState } from '../../jobs/shared-state.ts';
import { inBatches } from '../in-batches.ts';
import type { Processor } from '../processor.ts';

export interface RemoveAbandonedCartsContext {
  pool: Pool;
  /** 0: never. */
  abandonedCartDays: number;
}

/** Carts in one transaction: who adds to one of them waits for it. */
const SIZE = 500;
/** Transactions in one run. */
const MOST = 2_000;

/** Removes carts that nothing was added to for long, and the rows of those that have been empty for as long. */
export function removeAbandonedCarts({
  pool,
  abandonedCartDays: days,
}: RemoveAbandonedCartsContext): Processor<'cart.remove-abandoned'> {
  return async (_, { signal, log }) => {
    if (days === 0) return;
    let removed = 0;
    await inBatches({ size: SIZE, most: MOST, signal }, (limit) =>
      inTransaction(pool, async (client) => {
        const held = await holdAbandoned(client, days, limit);
        if (held.length > 0) removed += await removeHeld(client, held, days);
        return held.length;
      }),
    );
    await writeSharedState(pool, 'cart.remove-abandoned', { removed });
    if (removed > 0) log.info({ carts: removed }, 'emptied abandoned carts');
  };
}
