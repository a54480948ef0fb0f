import type { PoolClient } from 'pg';
import { endLogins } from '../accounts/end-logins.ts';
import type { Giver } from './giver.ts';
import { holdMember } from './hold-member.ts';
import type { MemberView } from './member-view.ts';
import { removeSecondFactor } from './second-factor/second-factor.ts';
import { StaffError } from './staff-error.ts';

/**
 * Takes somebody out of the staff, in the caller's transaction: the account stays, as a customer's, without scopes, logins
 * and second factor. The keys that they made stay, too. Of an invitation that nobody has accepted nothing is left.
 *
 * @returns who it was
 * @throws {StaffError} `no_such_member`, `for_administrators`, `last_admin`, `not_yourself`
 */
export async function removeMember(client: PoolClient, id: string, by: Giver): Promise<MemberView> {
  const { isLastAdmin, ...member } = await holdMember(client, id, by);
  if (isLastAdmin) throw new StaffError({ kind: 'last_admin' });
  if (member.id === by.id) throw new StaffError({ kind: 'not_yourself' });
  if (member.status === 'INVITED') {
    await client.query({
      name: 'staff.delete-invited',
      text: 'delete from users where id = $1',
      values: [member.id],
    });
    return member;
  }
  await client.query({
    name: 'staff.remove-member',
    text: `update users set role = 'CUSTOMER', scopes = '{}' where id = $1`,
    values: [member.id],
  });
  await endLogins(client, member.id);
  await removeSecondFactor(client, member.id);
  return member;
}
