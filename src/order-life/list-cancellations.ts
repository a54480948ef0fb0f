import type { Pool } from 'pg';
import type { CancellationView } from './decide-cancellation.ts';
import { LINES_ON_A_PAGE, pageOf, type RecordPage, type RecordQuery, startOf } from './record-page.ts';
import { type ReadCancellationRow, readCancellations } from './sql/read-cancellations.ts';

const KIND = 'cancellations';

/**
 * The cancellations of an order, oldest first, a page at a time; of whoever's order.
 *
 * @param query with `isOperator`: shows the notes of operators, which are not for customers
 * @throws {InvalidCursor}
 */
export async function listCancellations(
  pool: Pool,
  query: RecordQuery & { isOperator: boolean },
): Promise<RecordPage<CancellationView>> {
  const values = [query.orderId, null, startOf(KIND, query).id, query.limit + 1, LINES_ON_A_PAGE];
  const { rows } = await pool.query<ReadCancellationRow>({ ...readCancellations, values });
  return pageOf(KIND, query, rows, (row) => viewOf(row, query.isOperator));
}

/** One cancellation of an order, or undefined. */
export async function findCancellation(
  pool: Pool,
  { orderId, id, isOperator }: { orderId: string; id: string; isOperator: boolean },
): Promise<CancellationView | undefined> {
  const values = [orderId, id, startOf(KIND, { orderId, limit: 1 }).id, 1, LINES_ON_A_PAGE];
  const { rows } = await pool.query<ReadCancellationRow>({ ...readCancellations, values });
  return rows[0] && viewOf(rows[0], isOperator);
}

const viewOf = (row: ReadCancellationRow, isOperator: boolean): CancellationView => ({
  id: row.id,
  orderId: row.order_id,
  items: row.items,
  reason: row.reason,
  restock: row.restock,
  refund: row.refund,
  note: isOperator || row.actor_role === 'CUSTOMER' ? row.note : null,
  amount: row.amount,
  currency: row.currency,
  createdAt: new Date(row.created_ms).toISOString(),
});
