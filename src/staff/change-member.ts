import type { PoolClient } from 'pg';
import { endLogins } from '../accounts/end-logins.ts';
import { knownScopes, type Scope } from '../accounts/scopes.ts';
import { type Giver, mayGive } from './giver.ts';
import { holdMember } from './hold-member.ts';
import {
  type MemberRow,
  type MemberView,
  memberColumns,
  type StaffRole,
  viewOfMember,
} from './member-view.ts';
import { StaffError } from './staff-error.ts';

/** What is not named stays. */
export interface MemberChange {
  role?: StaffRole;
  /** Of an administrator none: they have all. */
  scopes?: readonly Scope[];
}

/**
 * Gives somebody who works here other rights, in the caller's transaction; the next request has them. Another role ends
 * their logins. Locks the row and those of all administrators.
 *
 * @throws {StaffError} `no_such_member`, `for_administrators`, `not_yours_to_give`, `last_admin`,
 *   `unfit_scopes`
 */
export async function changeMember(
  client: PoolClient,
  id: string,
  change: MemberChange,
  by: Giver,
): Promise<{ before: MemberView; after: MemberView }> {
  const { isLastAdmin, ...before } = await holdMember(client, id, by);
  const { role, scopes } = rightsAfter(before, change);
  if (role === 'ADMIN' && by.role !== 'ADMIN') throw new StaffError({ kind: 'for_administrators' });
  if (role !== 'ADMIN' && isLastAdmin) throw new StaffError({ kind: 'last_admin' });
  mayGive(
    by,
    scopes.filter((scope) => !before.scopes.includes(scope)),
  );
  const { rows } = await client.query<MemberRow>({
    name: 'staff.change-member',
    text: `with u as (update users set role = $2, scopes = $3 where id = $1 returning *) select ${memberColumns} from u`,
    values: [before.id, role, knownScopes(scopes)],
  });
  if (role !== before.role) await endLogins(client, before.id);
  return { before, after: viewOfMember(rows[0]!) };
}

function rightsAfter(
  before: MemberView,
  change: MemberChange,
): { role: StaffRole; scopes: readonly Scope[] } {
  const { role = before.role, scopes } = change;
  if (role === 'ADMIN') {
    if (scopes?.length) throw new StaffError({ kind: 'unfit_scopes', why: 'an administrator has all' });
    return { role, scopes: [] };
  }
  if (scopes) return { role, scopes };
  // An administrator's are no list that was ever chosen.
  if (before.role === 'ADMIN') throw new StaffError({ kind: 'unfit_scopes', why: 'is required' });
  return { role, scopes: before.scopes };
}
