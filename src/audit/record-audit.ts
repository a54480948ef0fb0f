import { type Executor, executeIn } from '../database/execute-in.ts';
import type { AuditRole } from '../entities/audit-entry.entity.ts';
import { newId } from '../ids.ts';
import { timeOfUuid } from '../lists/uuid-time.ts';
import { type Facts, inShort } from './facts.ts';
import { insertEntries } from './sql/insert-entries.ts';

/** Who changes something, from where, and by which operation. */
export interface AuditTrail {
  /** A user, or the key where the role is KEY. */
  readonly actor: { readonly role: AuditRole; readonly id: string };
  /** Network address. */
  readonly address: string;
  /** The operationId, or the same word where a page does the same. */
  readonly action: string;
}

/** What is changed. */
export interface AuditedChange {
  readonly subject: { readonly type: string; readonly id: string };
  /** Left out for what was not there before, and for what is no more. No secrets, and of customers nothing but ids. */
  readonly before?: Facts | undefined;
  readonly after?: Facts | undefined;
}

/**
 * Writes down what was changed, each change a row, in one statement of the caller's transaction: it is on record if and
 * only if it happened. Locks nothing. Without changes it does nothing. Long texts are cut.
 */
export async function recordAudit(
  client: Executor,
  changes: readonly (AuditTrail & AuditedChange)[],
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ actor, address, action, subject, before, after }) => {
    const id = newId();
    return {
      id,
      at: new Date(timeOfUuid(id)).toISOString(),
      actor_role: actor.role,
      actor_id: actor.id,
      address,
      action,
      subject_type: subject.type,
      subject_id: subject.id.toLowerCase(),
      before: before && inShort(before),
      after: after && inShort(after),
    };
  });
  await executeIn(client, insertEntries, [JSON.stringify(rows)]);
}
