import type { PoolClient } from 'pg';
import type { DisabledReason } from '../entities/webhook-endpoint.entity.ts';
import { newId } from '../ids.ts';

/** Writes an event of an endpoint, in the caller's transaction. @returns its id */
export async function tellOfEndpoint(
  client: PoolClient,
  endpointId: string,
  state: { type: 'endpoint.test' } | { type: 'endpoint.disabled'; reason: DisabledReason },
): Promise<string> {
  const eventId = newId();
  await client.query({
    name: 'webhooks.tell',
    text: `insert into pending_events (kind, subjects, states) values ('endpoints', array[$1::uuid], $2)`,
    values: [endpointId, JSON.stringify([{ ...state, eventId }])],
  });
  return eventId;
}
