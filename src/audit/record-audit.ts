import { type Executor, executeIn } from '../database/execute-in.ts';
import { type AuditedChange, type AuditTrail, auditRow } from './audit-row.ts';
import { insertEntries } from './sql/insert-audit.ts';

/**
 * Writes down what was changed, each change a row, in one statement of the caller's transaction: it is on record if and
 * only if it happened. Locks nothing. Without changes it does nothing. Long texts are cut.
 *
 * @param trail undefined for buyers, of whom nothing is recorded
 */
export async function recordAudit(
  client: Executor,
  trail: AuditTrail | undefined,
  ...changes: readonly AuditedChange[]
): Promise<void> {
  if (trail === undefined || changes.length === 0) return;
  const rows = changes.map((change) => auditRow(trail, change));
  await executeIn(client, insertEntries, [JSON.stringify(rows)]);
}
