import type { Pool } from 'pg';
import type { FulfillmentView } from './fulfillment-rows.ts';
import { LINES_ON_A_PAGE, pageOf, type RecordPage, type RecordQuery, startOf } from './record-page.ts';
import { type ReadFulfillmentRow, readFulfillments } from './sql/read-fulfillments.ts';

const KIND = 'fulfillments';

/**
 * The parcels of an order, oldest first, a page at a time, without those that were undone; of whoever's order.
 * @throws {InvalidCursor}
 */
export async function listFulfillments(pool: Pool, query: RecordQuery): Promise<RecordPage<FulfillmentView>> {
  const values = [query.orderId, null, startOf(KIND, query).id, query.limit + 1, LINES_ON_A_PAGE];
  const { rows } = await pool.query<ReadFulfillmentRow>({ ...readFulfillments, values });
  return pageOf(KIND, query, rows, viewOf);
}

/** One parcel of an order, or undefined. */
export async function findFulfillment(
  pool: Pool,
  orderId: string,
  id: string,
): Promise<FulfillmentView | undefined> {
  const values = [orderId, id, startOf(KIND, { orderId, limit: 1 }).id, 1, LINES_ON_A_PAGE];
  const { rows } = await pool.query<ReadFulfillmentRow>({ ...readFulfillments, values });
  return rows[0] && viewOf(rows[0]);
}

const viewOf = (row: ReadFulfillmentRow): FulfillmentView => ({
  id: row.id,
  orderId: row.order_id,
  items: row.items,
  carrier: row.carrier,
  trackingNumber: row.tracking_number,
  trackingUrl: row.tracking_url,
  createdAt: new Date(row.created_ms).toISOString(),
  deliveredAt: row.delivered_ms === null ? null : new Date(row.delivered_ms).toISOString(),
});
