import type { Pool } from 'pg';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { type MemberRow, type MemberView, memberColumns, viewOfMember } from './member-view.ts';

const LIST = 'staff';
/** Nobody comes after them. */
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** The condition of the index `users_staff`. */
const worksHere = `role in ('ADMIN', 'STAFF')`;

/** A page of those who work here or are invited to, who came last first. @throws {InvalidCursor} */
export async function listMembers(
  pool: Pool,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: MemberView[]; nextCursor: string | null }> {
  const before = cursor === undefined ? LAST : decodeCursor(cursor, LIST, 'none').id;
  const { rows } = await pool.query<MemberRow>({
    name: 'staff.list-members',
    text: `select ${memberColumns} from users u where ${worksHere} and id < $1 order by id desc limit $2`,
    values: [before, limit + 1],
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(viewOfMember),
    nextCursor: last ? encodeCursor({ sort: LIST, value: null, id: last.id }) : null,
  };
}

/** Who works here under this id, or undefined. */
export async function findMember(pool: Pool, id: string): Promise<MemberView | undefined> {
  const { rows } = await pool.query<MemberRow>({
    name: 'staff.find-member',
    text: `select ${memberColumns} from users u where id = $1 and ${worksHere}`,
    values: [id],
  });
  return rows[0] && viewOfMember(rows[0]);
}
