import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import type { AuditRole } from '../entities/audit-entry.entity.ts';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { timeOfUuid, uuidAt } from '../lists/uuid-time.ts';
import { type EntryRow, findEntries } from './sql/find-entries.ts';

/** Which entries are asked for; all of it has to be true of one. */
export interface AuditQuery {
  /** Id of a user or a key. */
  actor?: string | undefined;
  action?: string | undefined;
  /** Id of what was changed. */
  subject?: string | undefined;
  /** Made at this instant or later; at this one or earlier. */
  from?: Date | undefined;
  to?: Date | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** An entry as clients see it. */
export interface AuditView {
  id: string;
  /** ISO 8601, UTC. */
  at: string;
  actor: { role: AuditRole; id: string };
  address: string;
  action: string;
  subject: { type: string; id: string };
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

export interface AuditPage {
  items: AuditView[];
  nextCursor: string | null;
}

/** No entry comes after it. */
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Entries of the audit log, newest first, a page at a time; one statement, by an index whatever is asked for. @throws {InvalidCursor} */
export async function listAudit(pool: Pool, query: AuditQuery): Promise<AuditPage> {
  const { actor, action, subject, from, to, limit, cursor } = query;
  const wanted = JSON.stringify([actor, action, subject, from, to]);
  const list = `audit ${hash('sha256', wanted, 'base64url')}`;
  const below = cursor === undefined ? LAST : decodeCursor(cursor, list, 'none').id;
  const end = to === undefined ? LAST : uuidAt(to.getTime() + 1);
  const { rows } = await pool.query<EntryRow>(findEntries, [
    limit + 1,
    below < end ? below : end,
    uuidAt(from?.getTime() ?? 0),
    actor ?? null,
    action ?? null,
    subject?.toLowerCase() ?? null,
  ]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1)?.id : undefined;
  return {
    items: page.map(viewOf),
    nextCursor: last === undefined ? null : encodeCursor({ sort: list, value: null, id: last }),
  };
}

const viewOf = (row: EntryRow): AuditView => ({
  id: row.id,
  at: new Date(timeOfUuid(row.id)).toISOString(),
  actor: { role: row.actor_role, id: row.actor_id },
  address: row.address,
  action: row.action,
  subject: { type: row.subject_type, id: row.subject_id },
  before: row.before,
  after: row.after,
});
