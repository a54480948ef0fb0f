import type { PoolClient } from 'pg';
import type { Giver } from './giver.ts';
import { type MemberRow, type MemberView, memberColumns, viewOfMember } from './member-view.ts';
import { StaffError } from './staff-error.ts';

/** Somebody who is about to be changed. */
export interface HeldMember extends MemberView {
  /** Nobody else could let others in again. */
  isLastAdmin: boolean;
}

/**
 * Locks somebody who works here together with all administrators, for the caller's transaction: of two who take each
 * other's rights at once, the second finds that it would be the last one. Locks in the order of ids.
 *
 * @throws {StaffError} `no_such_member`; `for_administrators` where `by` is none and would change one
 */
export async function holdMember(client: PoolClient, id: string, by: Giver): Promise<HeldMember> {
  const { rows } = await client.query<MemberRow>({
    name: 'staff.hold-member',
    text: `
      select ${memberColumns} from users u
       where role = 'ADMIN' or (id = $1 and role = 'STAFF')
       order by id for no key update`,
    values: [id],
  });
  const row = rows.find((one) => one.id === id.toLowerCase());
  if (!row) throw new StaffError({ kind: 'no_such_member' });
  if (row.role === 'ADMIN' && by.role !== 'ADMIN') throw new StaffError({ kind: 'for_administrators' });
  const others = rows.filter((one) => one.role === 'ADMIN' && one.is_active && one.id !== row.id);
  return {
    ...viewOfMember(row),
    isLastAdmin: row.role === 'ADMIN' && row.is_active && others.length === 0,
  };
}
