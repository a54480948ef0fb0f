import type { Pool } from 'pg';
import { readSharedState, writeSharedState } from '../../jobs/shared-state.ts';
import { uuidAt } from '../../lists/uuid-time.ts';
import { eraseOldOrders as erase } from '../../privacy/erase-old-orders.ts';
import { inBatches } from '../in-batches.ts';
import type { Processor } from '../processor.ts';

export interface EraseOldOrdersContext {
  pool: Pool;
  /** 0: never. */
  orderPiiDays: number;
}

/** Orders in one statement: some tens of milliseconds. */
const SIZE = 500;
/** Statements in one run: ten million orders, which a shop has once, when it sets the days. */
const MOST = 20_000;
const DAY_MS = 86_400_000;

interface Progress {
  /** All orders up to this one are done. */
  through: string;
  erased: number;
}

/**
 * Takes out of orders that are so many days old what tells of a person. Each run goes on where the last one ended, or at
 * the oldest order that was still under way then; also after one that died, since each statement writes down how far it is.
 */
export function eraseOldOrders({
  pool,
  orderPiiDays: days,
}: EraseOldOrdersContext): Processor<'privacy.erase-old-orders'> {
  return async (_, { signal, log }) => {
    if (days === 0) return;
    const before = uuidAt(Date.now() - days * DAY_MS);
    const last = await readSharedState<Progress>(pool, 'privacy.erase-old-orders');
    let after = last?.value.through ?? uuidAt(0);
    let open: string | undefined;
    let erased = 0;
    await inBatches({ size: SIZE, most: MOST, signal }, async (limit) => {
      const orders = await erase(pool, { after, before, limit });
      open ??= orders.beforeOpen;
      after = orders.last ?? after;
      erased += orders.erased;
      await writeSharedState(pool, 'privacy.erase-old-orders', { through: open ?? after, erased });
      return orders.seen;
    });
    if (erased > 0) log.info({ orders: erased }, 'old orders tell of nobody any more');
  };
}
