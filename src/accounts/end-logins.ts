import { type Executor, executeIn } from '../database/execute-in.ts';
import type { Statement } from '../database/statement.ts';

/** Ends a login: its refresh tokens at once, its access tokens wherever `EndedLogins` knows of it. Twice is once. */
export async function endFamily(client: Executor, familyId: string): Promise<void> {
  await executeIn(client, endOne, [familyId]);
}

const endOne: Statement = {
  name: 'accounts.end-login',
  text: 'update refresh_tokens set revoked_at = now() where family_id = $1 and revoked_at is null',
};

/**
 * Ends every login of a user. In the transaction of the caller, such as the one that gives them another password or another
 * role.
 *
 * @param but a login that goes on
 * @returns the logins that ended, for `EndedLogins` after the commit
 */
export async function endLogins(client: Executor, userId: string, but?: string): Promise<string[]> {
  const rows = await executeIn<{ login: string }>(client, statement, [userId, but ?? null]);
  return rows.map((row) => row.login);
}

const statement: Statement = {
  name: 'accounts.end-logins',
  text: `
    with ended as (
      update refresh_tokens set revoked_at = now()
       where user_id = $1 and revoked_at is null and family_id is distinct from $2::uuid
      returning family_id
    )
    select distinct family_id as login from ended`,
};
