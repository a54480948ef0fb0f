import type { PoolClient } from 'pg';

/**
 * Makes an account that somebody was invited to theirs, in the caller's transaction, in which the link is used up, too.
 * The link has proved the address.
 *
 * @returns whether the account was still waiting for it
 */
export async function acceptInvitation(
  client: PoolClient,
  member: { id: string; name: string; passwordHash: string },
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'staff.accept-invitation',
    text: `
      update users set name = $2, password_hash = $3, email_verified_at = now()
       where id = $1 and role in ('ADMIN', 'STAFF') and password_hash is null`,
    values: [member.id, member.name, member.passwordHash],
  });
  return rowCount === 1;
}
