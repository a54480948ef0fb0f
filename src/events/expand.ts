import type { Pool, PoolClient } from 'pg';
import type { EventType } from './event-types.ts';
import { eventsOfChange, eventsOfNewOrder } from './order-events.ts';
import { eventIdOf, type FeedRow, type PlacedEvent, type ShopEvent, timeOf } from './shop-event.ts';
import { type ChangeRow, readChanges, readTotals, type TotalRow } from './sql/read-subjects.ts';

type Reading = { totals: ReadonlyMap<string, TotalRow>; changes: ReadonlyMap<string, ChangeRow> };

/**
 * Reads rows of the feed as the events that they tell of, in their order. What they say is the same whenever it is read:
 * they are made of what never changes. Locks nothing.
 */
export async function expand(
  client: Pool | PoolClient,
  rows: readonly FeedRow[],
): Promise<(readonly PlacedEvent[])[]> {
  const subjects = (...kinds: readonly string[]) =>
    rows.flatMap((row) => (kinds.includes(row.kind) ? row.subjects : []));
  const totals = await read<TotalRow>(client, readTotals, subjects('orders', 'unpaid_orders'));
  const changes = await read<ChangeRow>(client, readChanges, subjects('order_changes'));
  return rows.map((row) =>
    eventsOf(row, { totals, changes }).map(
      (event, place): PlacedEvent => ({
        ...event,
        position: row.position,
        place,
        endpointId: event.type === 'endpoint.test' ? row.subjects[0] : undefined,
      }),
    ),
  );
}

async function read<Row extends { id: string }>(
  client: Pool | PoolClient,
  { name, text }: { name: string; text: string },
  ids: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<Row>({ name, text, values: [ids] });
  return new Map(rows.map((row) => [row.id, row]));
}

function eventsOf(row: FeedRow, { totals, changes }: Reading): ShopEvent[] {
  const states = row.states ?? [];
  switch (row.kind) {
    case 'orders':
    case 'unpaid_orders':
      return row.subjects.flatMap((id) => {
        const order = totals.get(id);
        return order ? eventsOfNewOrder(row, order) : [];
      });
    case 'order_changes':
      return row.subjects.flatMap((id, n) => {
        const change = changes.get(id);
        return change ? eventsOfChange(row, change, states[n] as never) : [];
      });
    case 'stock':
      return row.subjects.flatMap((id, n) => stockEvents(row, id, states[n]));
    case 'endpoints':
      return row.subjects.flatMap((id, n) => endpointEvents(row, id, states[n]));
    default:
      // A newer version writes it; its own readers know what it is.
      return [];
  }
}

/** `states` of a row come from the trigger (stock_to_feed). */
function stockEvents(row: FeedRow, id: string, state: Record<string, unknown> = {}): ShopEvent[] {
  const { type, ...product } = state;
  const eventId = eventIdOf(row.occurredMs, String(type), id, Number(product.version));
  return [told(row, eventId, type, { product: { id, ...product } })];
}

/** `states` of a row come from src/webhooks, with the event's own id. */
function endpointEvents(row: FeedRow, id: string, state: Record<string, unknown> = {}): ShopEvent[] {
  const { type, eventId, ...endpoint } = state;
  return [told(row, String(eventId), type, { endpoint: { id, ...endpoint } })];
}

const told = (row: FeedRow, id: string, type: unknown, data: Record<string, unknown>): ShopEvent => ({
  id,
  type: type as EventType,
  timestamp: timeOf(row),
  data,
});
