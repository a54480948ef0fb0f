import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../../audit/audit-row.ts';
import { addressOf } from '../client-address.ts';
import { callerIdOf } from '../plugins/access.ts';

/** Who asks for a change, and from where, where it is somebody who works for the shop; undefined for buyers. */
export function trailOf(request: FastifyRequest): AuditTrail | undefined {
  const { role } = request.user;
  if (role !== 'ADMIN' && role !== 'STAFF' && role !== 'KEY') return undefined;
  const { schema, url = '' } = request.routeOptions;
  const actor = { role, id: callerIdOf(request) };
  return { actor, address: addressOf(request), action: schema?.operationId ?? url };
}

/** As trailOf, on a route that nobody else may call. */
export function operatorOf(request: FastifyRequest): AuditTrail {
  const trail = trailOf(request);
  if (trail === undefined) throw new Error('who works here is asked for by a route that lets in others');
  return trail;
}
