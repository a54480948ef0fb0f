import { jsonb, text, timestamptz, uuid } from '../../database/column-types.ts';
import type { Columns, RowSource } from '../../database/composed-statement.ts';
import type { Statement } from '../../database/statement.ts';
import type { AuditRow } from '../audit-row.ts';
import type { Facts } from '../facts.ts';

export const auditColumns: Columns<AuditRow> = {
  id: uuid.of((row) => row.id),
  at: timestamptz.of((row) => row.at),
  actor_role: text.of((row) => row.actor.role),
  actor_id: uuid.of((row) => row.actor.id),
  address: text.of((row) => row.address),
  action: text.of((row) => row.action),
  subject_type: text.of((row) => row.subject.type),
  subject_id: text.of((row) => row.subject.id),
  before: jsonb.orNull((row) => jsonOf(row.before)),
  after: jsonb.orNull((row) => jsonOf(row.after)),
};

const jsonOf = (facts: Facts | null): string | null => (facts === null ? null : JSON.stringify(facts));

/** The query `new_audit`, for a statement that changes something else, too. */
export const insertAudit = (audit: RowSource): string => `
    new_audit as (
      insert into audit_log (${audit.names})
      select * from ${audit.unnestAs('audit')}
    )`;

/** $1 jsonb: an array of rows. For transactions of the ORM as well, which knows no lists. */
export const insertEntries: Statement = {
  name: 'audit.insert-entries',
  text: `
  insert into audit_log
         (id, at, actor_role, actor_id, address, action, subject_type, subject_id, before, after)
  select id, at, actor->>'role', (actor->>'id')::uuid, address, action, subject->>'type', subject->>'id',
         nullif(before, 'null'), nullif(after, 'null')
    from jsonb_to_recordset($1::jsonb) as entries (
         id uuid, at timestamptz, actor jsonb, address text, action text, subject jsonb, before jsonb, after jsonb)`,
};
