import type { AuditRole } from '../entities/audit-entry.entity.ts';
import { newId } from '../ids.ts';
import { timeOfUuid } from '../lists/uuid-time.ts';
import { type Facts, inShort } from './facts.ts';

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

/** A row of audit_log. */
export interface AuditRow extends AuditTrail {
  readonly id: string;
  /** When the id was made. */
  readonly at: Date;
  readonly subject: AuditedChange['subject'];
  readonly before: Facts | null;
  readonly after: Facts | null;
}

/** The row that tells of a change; long texts are cut. */
export function auditRow(trail: AuditTrail, { subject, before, after }: AuditedChange): AuditRow {
  const id = newId();
  return {
    id,
    at: new Date(timeOfUuid(id)),
    actor: trail.actor,
    address: trail.address,
    action: trail.action,
    subject: { type: subject.type, id: subject.id.toLowerCase() },
    before: before ? inShort(before) : null,
    after: after ? inShort(after) : null,
  };
}
