import type { Pool } from 'pg';
import type { Role } from '../entities/user.entity.ts';
import { type Rights, rightsOf } from './scopes.ts';

/**
 * What an account may do now.
 *
 * @param login `sub` and `sid` of a token; a token without `sid` came from no login that could have ended
 * @returns undefined when the account is gone or the login has ended
 */
export async function readRights(
  pool: Pool,
  login: { sub: string; sid?: string | undefined },
): Promise<Rights | undefined> {
  const { rows } = await pool.query<{ role: Role; scopes: string[] }>({
    name: 'accounts.read-rights',
    text: `
      select role, scopes from users
       where id = $1
         and ($2::uuid is null
              or exists (select from refresh_tokens where family_id = $2 and revoked_at is null))`,
    values: [login.sub, login.sid ?? null],
  });
  const [row] = rows;
  return row && rightsOf(row.role, row.scopes);
}
