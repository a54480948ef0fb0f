import type { PoolClient } from 'pg';
import type { DisabledReason } from '../entities/webhook-endpoint.entity.ts';
import { holdEndpoint } from './change-endpoints.ts';
import { tellOfEndpoint } from './tell-of-endpoint.ts';
import { WebhookError } from './webhook-error.ts';

/**
 * Sends an endpoint an event that tells of nothing, whatever types it listens to, in the caller's transaction.
 * @returns the event's id @throws {WebhookError} `no_such_endpoint`, `endpoint_disabled`
 */
export async function testEndpoint(client: PoolClient, endpointId: string): Promise<string> {
  const { enabled } = await holdEndpoint(client, endpointId);
  if (!enabled) throw new WebhookError({ kind: 'endpoint_disabled' });
  return tellOfEndpoint(client, endpointId, { type: 'endpoint.test' });
}

/**
 * Stops sending to an endpoint, in the caller's transaction, and tells of it. What it is owed stays owed.
 * @returns false where it was disabled already
 */
export async function disableEndpoint(
  client: PoolClient,
  endpointId: string,
  reason: DisabledReason,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'webhooks.disable',
    text: `
      update webhook_endpoints
         set enabled = false, disabled_reason = $2, version = version + 1, updated_at = now()
       where id = $1 and enabled`,
    values: [endpointId, reason],
  });
  if (rowCount === 0) return false;
  await tellOfEndpoint(client, endpointId, { type: 'endpoint.disabled', reason });
  return true;
}
