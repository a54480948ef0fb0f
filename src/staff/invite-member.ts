import type { PoolClient } from 'pg';
import { knownScopes, type Scope } from '../accounts/scopes.ts';
import { newId } from '../ids.ts';
import { type Giver, mayGive } from './giver.ts';
import {
  type MemberRow,
  type MemberView,
  memberColumns,
  type StaffRole,
  viewOfMember,
} from './member-view.ts';
import { StaffError } from './staff-error.ts';

export interface Invitation {
  email: string;
  role: StaffRole;
  /** Of an administrator none: they have all. */
  scopes: readonly Scope[];
}

/**
 * Makes the account of somebody who is invited, in the caller's transaction: without name and password, so that nobody
 * logs in to it. The caller owes the mail with the link.
 *
 * @throws {StaffError} `email_taken`, also of a customer: whoever has the account decides what becomes of it;
 *   `not_yours_to_give`, `for_administrators`
 */
export async function inviteMember(
  client: PoolClient,
  { email, role, scopes }: Invitation,
  by: Giver,
): Promise<MemberView> {
  if (role === 'ADMIN' && by.role !== 'ADMIN') throw new StaffError({ kind: 'for_administrators' });
  mayGive(by, scopes);
  const { rows } = await client.query<MemberRow>({
    name: 'staff.invite-member',
    text: `
      with u as (
        insert into users (id, email, role, scopes, created_at) values ($1, $2, $3, $4, now())
        on conflict (email) do nothing returning *
      )
      select ${memberColumns} from u`,
    values: [newId(), email.toLowerCase(), role, knownScopes(scopes)],
  });
  if (!rows[0]) throw new StaffError({ kind: 'email_taken' });
  return viewOfMember(rows[0]);
}
