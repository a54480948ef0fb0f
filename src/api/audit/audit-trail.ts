import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../../audit/record-audit.ts';
import { addressOf } from '../client-address.ts';
import { callerIdOf } from '../plugins/access.ts';

/** Who asks for a change, and from where, where it is somebody who works for the shop; undefined for buyers. */
export function trailOf(request: FastifyRequest): AuditTrail | undefined {
  const { role } = request.user;
  if (role !== 'ADMIN' && role !== 'STAFF' && role !== 'KEY') return undefined;
  return {
    actor: { role, id: callerIdOf(request) },
    address: addressOf(request),
    action: request.routeOptions.schema?.operationId ?? request.routeOptions.url ?? '',
  };
}
