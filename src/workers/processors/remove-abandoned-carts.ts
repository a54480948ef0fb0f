import type { Pool } from 'pg';
import { emptyAbandoned, findCarts, holdCustomers } from '../../cart/sql/remove-abandoned-carts.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { writeSharedState } from '../../jobs/shared-state.ts';
import type { Processor } from '../processor.ts';

export interface RemoveAbandonedCartsContext {
  pool: Pool;
  /** 0: never. */
  abandonedCartDays: number;
}

/** Carts that are looked at in one statement. */
const SIZE = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Walks all carts in order of their customers, once, in bounded steps; so it needs no index of its own. */
export function removeAbandonedCarts({
  pool,
  abandonedCartDays: days,
}: RemoveAbandonedCartsContext): Processor<'cart.remove-abandoned'> {
  return async (_, { signal, log }) => {
    if (days === 0) return;
    let removed = 0;
    for (let after = FIRST; ; ) {
      signal.throwIfAborted();
      const carts = await findCarts(pool, after, days, SIZE);
      const abandoned = carts.filter((cart) => cart.abandoned).map((cart) => cart.userId);
      if (abandoned.length > 0) {
        removed += await inTransaction(pool, async (client) =>
          emptyAbandoned(client, await holdCustomers(client, abandoned), days),
        );
      }
      if (carts.length < SIZE) break;
      after = carts.at(-1)?.userId ?? FIRST;
    }
    await writeSharedState(pool, 'cart.remove-abandoned', { removed });
    if (removed > 0) log.info({ carts: removed }, 'emptied abandoned carts');
  };
}
