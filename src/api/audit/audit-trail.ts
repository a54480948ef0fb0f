import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../../audit/record-audit.ts';
import { addressOf } from '../client-address.ts';

/** Who asks for a change, and from where, where it is somebody who works for the shop; undefined for buyers. */
export function trailOf(request: FastifyRequest): AuditTrail | undefined {
  const { role, sub } = request.user;
  if (role !== 'ADMIN' && role !== 'STAFF') return undefined;
  return {
    actor: { role, id: sub },
    address: addressOf(request),
    action: request.routeOptions.schema?.operationId ?? request.routeOptions.url ?? '',
  };
}
