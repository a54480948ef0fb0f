import type { Pool } from 'pg';
import { uuidAt } from '../../../../lists/uuid-time.ts';

/** What operators look for; each is a range of an index of orders, newest first, or some of them. */
export const orderFilters = {
  all: ['true'],
  'to-ship': [
    `fulfillment_status = 'UNFULFILLED' and status = 'PLACED'`,
    `fulfillment_status = 'PARTIALLY_FULFILLED' and status = 'PLACED'`,
  ],
  returns: [`return_status = 'REQUESTED'`, `return_status = 'PARTIALLY_RETURNED'`],
  'to-refund': [
    `status = 'CANCELLED' and captured > refunded`,
    ...['REQUESTED', 'PARTIALLY_RETURNED', 'RETURNED'].map(
      (status) => `return_status = '${status}' and status = 'PLACED' and captured > refunded`,
    ),
  ],
  unpaid: [`status = 'PENDING'`],
  cancelled: [`status = 'CANCELLED'`],
} as const satisfies Record<string, readonly string[]>;
export type OrderFilter = keyof typeof orderFilters;

export interface OrderListQuery {
  filter: OrderFilter;
  /** Whose orders; undefined for everybody's. */
  customerId: string | undefined;
  /** Placed no earlier, and before, where told. */
  from: Date | undefined;
  until: Date | undefined;
  /** Older than this order. */
  before: string | undefined;
  limit: number;
}

/** Ids of orders, newest first. */
export async function listOrderIds(pool: Pool, query: OrderListQuery): Promise<string[]> {
  const values: unknown[] = [query.limit];
  const common: string[] = [];
  const condition = (sql: string, value: unknown) => common.push(`${sql} $${values.push(value)}::uuid`);
  if (query.customerId !== undefined) condition('user_id =', query.customerId);
  // Ids are made of the time (UUID v7).
  if (query.from) condition('id >=', uuidAt(query.from.getTime()));
  if (query.until) condition('id <', uuidAt(query.until.getTime()));
  if (query.before !== undefined) condition('id <', query.before);
  const ranges = orderFilters[query.filter].map(
    (range) => `(select id from orders where ${[range, ...common].join(' and ')} order by id desc limit $1)`,
  );
  const { rows } = await pool.query<{ id: string }>(
    `select id from (${ranges.join(' union ')}) found order by id desc limit $1`,
    values,
  );
  return rows.map((row) => row.id);
}
