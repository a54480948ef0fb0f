import type { FastifyRequest } from 'fastify';
import type { AuditedChange } from '../../audit/audit-row.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import type { Executor } from '../../database/execute-in.ts';
import { trailOf } from '../audit/audit-trail.ts';
import { addressOf } from '../client-address.ts';

/** Writes down what a request changed, in the transaction of the change. */
export async function audited(
  request: FastifyRequest,
  client: Executor,
  change: AuditedChange,
): Promise<void> {
  await recordAudit(client, trailOf(request), change);
}

/** The same for what an operator does on a page. @param action in the audit log: the operationId, where the API does the same */
export async function auditedPage(
  request: FastifyRequest,
  client: Executor,
  action: string,
  change: AuditedChange,
): Promise<void> {
  if (!request.operator) return;
  const { role, id } = request.operator;
  const trail = { actor: { role, id }, address: addressOf(request), action };
  await recordAudit(client, trail, change);
}
