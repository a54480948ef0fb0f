import type { Pool } from 'pg';
import type { Role } from '../entities/user.entity.ts';

/**
 * The role that an account has now.
 *
 * @param login `sub` and `sid` of a token; a token without `sid` came from no login that could have ended
 * @returns undefined when the account is gone or the login has ended
 */
export async function readRole(
  pool: Pool,
  login: { sub: string; sid?: string | undefined },
): Promise<Role | undefined> {
  const { rows } = await pool.query<{ role: Role }>({
    name: 'accounts.read-role',
    text: `
      select role from users
       where id = $1
         and ($2::uuid is null
              or exists (select from refresh_tokens where family_id = $2 and revoked_at is null))`,
    values: [login.sub, login.sid ?? null],
  });
  return rows[0]?.role;
}
