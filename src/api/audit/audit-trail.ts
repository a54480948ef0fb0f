import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../../audit/audit-row.ts';
import { addressOf } from '../client-address.ts';

/** Who asks for a change, and from where, where it is somebody who works for the shop; undefined for buyers. */
export function trailOf(request: FastifyRequest): AuditTrail | undefined {
  const { role, sub } = request.user;
  if (role !== 'ADMIN' && role !== 'STAFF') return undefined;
  const { schema, url = '' } = request.routeOptions;
  return { actor: { role, id: sub }, address: addressOf(request), action: schema?.operationId ?? url };
}

/** As trailOf, on a route that nobody else may call. */
export function operatorOf(request: FastifyRequest): AuditTrail {
  const trail = trailOf(request);
  if (trail === undefined) throw new Error('who works here is asked for by a route that lets in others');
  return trail;
}
