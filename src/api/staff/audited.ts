import type { FastifyRequest } from 'fastify';
import type { AuditedChange } from '../../audit/audit-row.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import type { Executor } from '../../database/execute-in.ts';
import { trailOf } from '../audit/audit-trail.ts';

/** Writes down what a request changed, in the transaction of the change. */
export async function audited(
  request: FastifyRequest,
  client: Executor,
  change: AuditedChange,
): Promise<void> {
  await recordAudit(client, trailOf(request), change);
}
