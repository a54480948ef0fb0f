import type { Statement } from '../../database/statement.ts';

/** $1 jsonb: an array of rows. */
export const insertEntries: Statement = {
  name: 'audit.insert-entries',
  text: `
  insert into audit_log
         (id, at, actor_role, actor_id, address, action, subject_type, subject_id, before, after)
  select id, at, actor_role, actor_id, address, action, subject_type, subject_id, before, after
    from jsonb_to_recordset($1::jsonb) as entries (
         id uuid, at timestamptz, actor_role text, actor_id uuid, address text, action text,
         subject_type text, subject_id text, before jsonb, after jsonb)`,
};
