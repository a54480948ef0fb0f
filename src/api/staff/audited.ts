import type { FastifyRequest } from 'fastify';
import { type AuditedChange, recordAudit } from '../../audit/record-audit.ts';
import type { Executor } from '../../database/execute-in.ts';
import { trailOf } from '../audit/audit-trail.ts';

/** Writes down what a request changed, in the transaction of the change. */
export async function audited(
  request: FastifyRequest,
  client: Executor,
  change: AuditedChange,
): Promise<void> {
  const trail = trailOf(request);
  if (trail) await recordAudit(client, [{ ...trail, ...change }]);
}
