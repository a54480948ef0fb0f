import type { EntityManager } from '@mikro-orm/postgresql';
import { User } from '../entities/user.entity.ts';
import { newId } from '../ids.ts';
import type { ClientMark } from './client-mark.ts';
import { type IssuedToken, issue, LIFETIME_SECONDS } from './refresh-tokens.ts';

/** Makes a guest, who buys without an account, with the one login that a guest ever has. One transaction holds both. */
export function createGuest(em: EntityManager, mark: ClientMark): Promise<IssuedToken & { user: User }> {
  return em.transactional(async (tx) => {
    const user = tx.create(User, { role: 'GUEST' });
    await tx.persist(user).flush();
    const login = { user: user.id, familyId: newId(), mark, lifetimeSeconds: LIFETIME_SECONDS };
    return { user, ...(await issue(tx, login)) };
  });
}

/**
 * Locks a guest against becoming an account, until the transaction ends.
 *
 * @returns whether it is a guest; another who holds it is waited for
 */
export async function holdGuest(tx: EntityManager, id: string): Promise<boolean> {
  const held = await tx.execute(`select from users where id = ? and role = 'GUEST' for no key update`, [id]);
  return held.length > 0;
}
