import type { AuditRole } from '../../entities/audit-entry.entity.ts';

export interface EntryRow {
  id: string;
  actor_role: AuditRole;
  actor_id: string;
  address: string;
  action: string;
  subject_type: string;
  subject_id: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/**
 * $1 how many, $2 id below which, $3 id from which, $4 actor, $5 action, $6 id of the subject; the last three null for
 * any. Not prepared under a name: planned with its values, it sees which of them are null, and by which index to go.
 */
export const findEntries = `
  select id, actor_role, actor_id, address, action, subject_type, subject_id, before, after
    from audit_log
   where id < $2::uuid and id >= $3::uuid
     and ($4::uuid is null or actor_id = $4::uuid)
     and ($5::text is null or action = $5::text)
     and ($6::text is null or subject_id = $6::text)
   order by id desc
   limit $1`;
