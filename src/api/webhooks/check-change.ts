import type { FastifyInstance } from 'fastify';
import { checkUrl } from '../../outbound/address-guard.ts';
import type { EndpointInput } from '../../webhooks/change-endpoints.ts';
import { findEndpoint } from '../../webhooks/list-endpoints.ts';

/**
 * Refuses a change of an endpoint that names, or enables, a URL that nothing is sent to: what was permitted when it was
 * saved may not be any more. An endpoint that is not there passes. @throws {RefusedUrl}
 */
export async function checkChange(
  app: FastifyInstance,
  id: string,
  { url, enabled }: Partial<EndpointInput>,
): Promise<void> {
  const wanted = url ?? (enabled ? (await findEndpoint(app.pg, id))?.url : undefined);
  if (wanted !== undefined) await checkUrl(wanted, app.config.webhookNetworks);
}
