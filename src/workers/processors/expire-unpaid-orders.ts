import type { Pool } from 'pg';
import { writeSharedState } from '../../jobs/shared-state.ts';
import { expireOrders } from '../../order-life/expire-orders.ts';
import { runTransition } from '../../order-life/run-transition.ts';
import { askExpired } from '../../order-payments/ask-expired.ts';
import { inBatches } from '../in-batches.ts';
import type { Processor } from '../processor.ts';

/** Orders in one transaction: each product of theirs is held once. */
const SIZE = 100;
/** Transactions in one run; the next one comes soon. */
const MOST = 1_000;

/** Cancels orders whose time to be paid is over; before that, attempts to pay them are ended at their providers. What they owe is found by the relay. */
export function expireUnpaidOrders({ pool }: { pool: Pool }): Processor<'order.expire-unpaid'> {
  return async (_, { signal, log }) => {
    let orders = 0;
    await inBatches({ size: SIZE, most: MOST, signal }, (limit) =>
      runTransition(pool, (client) => askExpired(client, limit)),
    );
    await inBatches({ size: SIZE, most: MOST, signal }, async (limit) => {
      const { expired, more } = await runTransition(pool, (client) => expireOrders(client, limit));
      orders += expired.length;
      return more ? limit : 0;
    });
    await writeSharedState(pool, 'order.expire-unpaid', { orders });
    if (orders > 0) log.info({ orders }, 'unpaid orders have expired');
  };
}
