import type { EntityManager } from '@mikro-orm/postgresql';
import type { PoolClient } from 'pg';

/** Ends a login: its refresh tokens at once, its access tokens wherever `EndedLogins` knows of it. Twice is once. */
export async function endFamily(em: EntityManager, familyId: string): Promise<void> {
  await em.execute(
    'update refresh_tokens set revoked_at = now() where family_id = ? and revoked_at is null',
    [familyId],
  );
}

/** Ends every login of a user. For the transaction that gives them another password or another role. */
export async function endFamiliesOf(em: EntityManager, userId: string): Promise<void> {
  await em.execute('update refresh_tokens set revoked_at = now() where user_id = ? and revoked_at is null', [
    userId,
  ]);
}

/**
 * The same on a connection, in the transaction of the caller.
 *
 * @param but a login that goes on
 * @returns the logins that ended, for `EndedLogins` after the commit
 */
export async function endLogins(client: PoolClient, userId: string, but?: string): Promise<string[]> {
  const { rows } = await client.query<{ login: string }>({
    name: 'accounts.end-logins',
    text: `
      with ended as (
        update refresh_tokens set revoked_at = now()
         where user_id = $1 and revoked_at is null and ($2::uuid is null or family_id <> $2)
        returning family_id
      )
      select distinct family_id as login from ended`,
    values: [userId, but ?? null],
  });
  return rows.map((row) => row.login);
}
