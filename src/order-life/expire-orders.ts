import type { PoolClient } from 'pg';
import { fitting } from '../lists/page-end.ts';
import { cancelOrders } from './cancel-orders.ts';
import type { Change } from './command.ts';
import type { CancellationView } from './decide-cancellation.ts';
import { MAX_LINES } from './lines-of-orders.ts';
import { OrderError } from './order-error.ts';
import { type ExpiredRow, findExpired } from './sql/find-expired.ts';

/**
 * Cancels orders that were not paid in time, with reason `expired`; their stock is for sale again. Any number of
 * processes may do so at once.
 *
 * One transaction, the caller's. Locks the orders, skipping those that somebody holds, then their products (id order).
 *
 * @param limit orders at most; fewer where they have more than 4,000 lines together
 * @returns what was cancelled, and whether there may be more
 */
export async function expireOrders(
  client: PoolClient,
  limit: number,
): Promise<{ expired: Change<CancellationView>[]; more: boolean }> {
  const { rows } = await client.query<ExpiredRow>({ ...findExpired, values: [limit] });
  const now = rows.slice(
    0,
    fitting(rows, (row) => (row.last_position ?? 0) + 1, MAX_LINES),
  );
  const outcomes = await cancelOrders(
    client,
    now.map(({ id }) => ({ orderId: id, actor: { role: 'SYSTEM' }, reason: 'expired' })),
  );
  const expired = outcomes.flatMap((outcome) => (outcome instanceof OrderError ? [] : [outcome]));
  return { expired, more: expired.length > 0 && (rows.length === limit || now.length < rows.length) };
}
