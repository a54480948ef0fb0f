import type { PoolClient } from 'pg';
import { bigint, integer, text, uuid } from '../database/column-types.ts';
import { type Columns, composeStatement } from '../database/composed-statement.ts';
import { isMeant, kindsOf } from '../events/event-types.ts';
import { expand } from '../events/expand.ts';
import type { FeedRow, PlacedEvent } from '../events/shop-event.ts';
import { newId } from '../ids.ts';

/** An event that an endpoint is owed. */
export interface OwedEvent {
  endpointId: string;
  event: PlacedEvent;
}

export const owedColumns: Columns<OwedEvent> = {
  id: uuid.of(() => newId()),
  endpoint_id: uuid.of(({ endpointId }) => endpointId),
  position: bigint.of(({ event }) => Number(event.position)),
  place: integer.of(({ event }) => event.place),
  event_id: uuid.of(({ event }) => event.id),
  type: text.of(({ event }) => event.type),
};

const insertDeliveries = composeStatement(
  'webhooks.fan-out',
  { owed: owedColumns },
  ({ owed }) => `
    insert into webhook_deliveries (${owed.names})
    select * from ${owed.unnestAs('owed')}
    on conflict do nothing`,
);

/**
 * Owes each event to the endpoints that listen to its type, in the transaction that gives it its place: none is owed twice,
 * and none is forgotten. A shop without endpoints pays one look at an empty index. Locks nothing that exists.
 *
 * @returns how many are owed
 */
export async function fanOut(client: PoolClient, rows: readonly FeedRow[]): Promise<number> {
  const { rows: endpoints } = await client.query<{ id: string; types: string[] }>({
    name: 'webhooks.listening',
    text: 'select id, types from webhook_endpoints where enabled order by id',
  });
  if (endpoints.length === 0) return 0;
  const kinds = kindsOf(endpoints.flatMap(({ types }) => [...types, 'endpoint.test']));
  const events = (
    await expand(
      client,
      rows.filter(({ kind }) => kinds.includes(kind)),
    )
  ).flat();
  const owed = events.flatMap((event) =>
    endpoints.filter((endpoint) => isFor(event, endpoint)).map(({ id }) => ({ endpointId: id, event })),
  );
  if (owed.length > 0) {
    const { statement, values } = insertDeliveries.with({ owed });
    await client.query({ ...statement, values: [...values] });
  }
  return owed.length;
}

/** Whether an endpoint gets an event: one for it alone whatever it listens to, others by their type. */
export function isFor(event: PlacedEvent, { id, types }: { id: string; types: readonly string[] }): boolean {
  return event.endpointId === undefined ? isMeant(types, event.type) : event.endpointId === id;
}
