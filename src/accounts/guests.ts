import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { Statement } from '../database/statement.ts';
import { newId } from '../ids.ts';
import type { ClientMark } from './client-mark.ts';
import { type IssuedToken, LIFETIME_SECONDS, newToken, type TokenOwner } from './refresh-tokens.ts';

/** Makes a guest, who buys without an account, with the one login that a guest ever has: one statement. */
export async function createGuest(pool: Pool, mark: ClientMark): Promise<IssuedToken & { user: TokenOwner }> {
  const [id, familyId] = [newId(), newId()];
  const { token, hash } = newToken();
  await pool.query({
    ...insertGuest,
    values: [id, newId(), familyId, hash, mark.address, LIFETIME_SECONDS],
  });
  return { user: { id, role: 'GUEST' }, token, familyId };
}

/** $1 uuid: the guest; of the token: $2 uuid, $3 uuid: its family, $4 bytea: its hash, $5 bytea: the address, $6 int: seconds. */
const insertGuest: Statement = {
  name: 'accounts.insert-guest',
  text: `
    with guest as (
      insert into users (id, role, created_at) values ($1, 'GUEST', now()) returning id
    )
    insert into refresh_tokens (id, user_id, family_id, token_hash, address_hash, created_at, expires_at)
    select $2, id, $3, $4, $5, clock_timestamp(), now() + make_interval(secs => $6) from guest`,
};

/**
 * Locks a guest against becoming an account, until the transaction ends.
 *
 * @returns whether it is a guest; another who holds it is waited for
 */
export async function holdGuest(tx: EntityManager, id: string): Promise<boolean> {
  const held = await tx.execute(`select from users where id = ? and role = 'GUEST' for no key update`, [id]);
  return held.length > 0;
}
