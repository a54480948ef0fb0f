import type { Pool } from 'pg';
import type { OrderEventType } from '../entities/order-event.entity.ts';
import type { Actor } from './command.ts';
import { LINES_ON_A_PAGE, pageOf, type RecordPage, type RecordQuery, startOf } from './record-page.ts';
import { type BeginningRow, type ReadEventRow, readBeginning, readEvents } from './sql/read-events.ts';

/** Something that happened to an order. */
export interface EventView {
  id: string;
  orderId: string;
  type: OrderEventType;
  actor: Actor;
  /** That the order had from then on. */
  version: number;
  /** Ids, quantities and reasons. */
  data: Record<string, unknown>;
  /** ISO 8601, UTC. */
  createdAt: string;
}

const KIND = 'events';

/** As a customer is told of it: that the shop did it, and not who of those who work there; nor whose the order was before. */
export function asSeenBy(event: EventView, userId: string): EventView {
  const data = event.type === 'order.claimed' ? {} : event.data;
  const { role, id } = event.actor;
  return { ...event, data, actor: id === userId ? { role, id } : { role } };
}

/**
 * The timeline of an order, in the order in which it happened, a page at a time; empty where there is no such order.
 * Placing writes no event: the first page begins with what the order's own row says of it.
 *
 * @throws {InvalidCursor}
 */
export async function listEvents(pool: Pool, query: RecordQuery): Promise<RecordPage<EventView>> {
  const { id, place } = startOf(KIND, query);
  const values = [query.orderId, place, id, query.limit + 1, LINES_ON_A_PAGE];
  const { rows } = await pool.query<ReadEventRow>({ ...readEvents, values });
  const first = query.cursor === undefined ? await readFirst(pool, query.orderId, rows) : rows;
  return pageOf(KIND, query, first, (row) => viewOf(row, query.orderId.toLowerCase()));
}

/** `rows` behind the beginning of the order, where no event tells of it. */
async function readFirst(
  pool: Pool,
  orderId: string,
  rows: readonly ReadEventRow[],
): Promise<readonly ReadEventRow[]> {
  const next = rows[0];
  if (next?.type === 'order.created') return rows;
  const { rows: found } = await pool.query<BeginningRow>({ ...readBeginning, values: [orderId] });
  const order = found[0];
  if (!order) return rows;
  const beginning: ReadEventRow = {
    id: order.id,
    // Before every version that an event has.
    place: 0,
    type: order.is_unpaid ? 'order.created' : 'order.placed',
    actor_role: 'CUSTOMER',
    actor_id: order.placed_by,
    data: {},
    found: (next?.found ?? 0) + 1,
    created_ms: order.created_ms,
  };
  return [beginning, ...rows.map((row) => ({ ...row, found: row.found + 1 }))];
}

function viewOf(row: ReadEventRow, orderId: string): EventView {
  return {
    id: row.id,
    orderId,
    type: row.type,
    actor: { role: row.actor_role, ...(row.actor_id === null ? {} : { id: row.actor_id }) },
    version: Math.max(1, row.place),
    data: row.data,
    createdAt: new Date(row.created_ms).toISOString(),
  };
}
