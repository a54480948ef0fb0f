import type { EntityManager } from '@mikro-orm/postgresql';

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
