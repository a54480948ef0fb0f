import type { PoolClient } from 'pg';
import { knownScopes, type Scope } from '../accounts/scopes.ts';
import { newId } from '../ids.ts';
import { endLinks } from '../links/end-links.ts';
import { oweLink } from '../links/owe-link.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import { INVITATION } from './accept-invitation.ts';
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

export interface Invitation {
  email: string;
  /** A member of the staff unless told. */
  role?: StaffRole;
  /** Of an administrator none: they have all. */
  scopes?: readonly Scope[];
}

/** Who is invited; once it is committed, `owes` is to be published. */
export interface Invited {
  member: MemberView;
  /** The mail with the link; none for somebody who has a password already. */
  owes: OutboxRow[];
}

/**
 * Makes the account of somebody who is invited, without name and password, so that nobody logs in to it, and owes the
 * mail with the link. A customer whose address is confirmed, such as somebody who worked here before, works here at once, with
 * the password that they have; until it is, the account may be a stranger's. In the caller's transaction.
 *
 * @param linkKey of `linkKey`
 * @throws {StaffError} `email_taken` by somebody who works here, or by an account whose address is not confirmed;
 *   `not_yours_to_give`, `for_administrators`, `unfit_scopes`
 */
export async function inviteMember(
  client: PoolClient,
  linkKey: Buffer,
  { email, role = 'STAFF', scopes }: Invitation,
  by: Giver,
): Promise<Invited> {
  if (role === 'ADMIN' && by.role !== 'ADMIN') throw new StaffError({ kind: 'for_administrators' });
  if (role === 'ADMIN' && scopes?.length)
    throw new StaffError({ kind: 'unfit_scopes', why: 'an administrator has all' });
  if (role === 'STAFF' && !scopes) throw new StaffError({ kind: 'unfit_scopes', why: 'is required' });
  const given = scopes ?? [];
  mayGive(by, given);
  const { rows } = await client.query<MemberRow>({
    name: 'staff.invite-member',
    text: `
      with u as (
        insert into users (id, email, role, scopes, created_at) values ($1, $2, $3, $4, now())
        on conflict (email) do update set role = excluded.role, scopes = excluded.scopes
         where users.role = 'CUSTOMER' and users.email_verified_at is not null
        returning *
      )
      select ${memberColumns} from u`,
    values: [newId(), email.toLowerCase(), role, knownScopes(given)],
  });
  if (!rows[0]) throw new StaffError({ kind: 'email_taken' });
  const member = viewOfMember(rows[0]);
  return { member, owes: member.status === 'INVITED' ? await owe(client, linkKey, member) : [] };
}

/**
 * Owes the mail of an invitation once more, with a new link; the one before is over. In the caller's transaction. Locks
 * the row.
 *
 * @throws {StaffError} `no_such_member` where nobody is invited; `for_administrators`
 */
export async function inviteAgain(
  client: PoolClient,
  linkKey: Buffer,
  id: string,
  by: Giver,
): Promise<Invited> {
  const { isLastAdmin: _, ...member } = await holdMember(client, id, by);
  if (member.status !== 'INVITED') throw new StaffError({ kind: 'no_such_member' });
  await endLinks(client, member.id, INVITATION);
  return { member, owes: await owe(client, linkKey, member) };
}

const owe = async (client: PoolClient, linkKey: Buffer, { id, email }: MemberView): Promise<OutboxRow[]> => [
  await oweLink(client, linkKey, { kind: 'staff-invitation', email, userId: id }),
];
