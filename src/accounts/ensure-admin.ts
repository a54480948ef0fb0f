import type { EntityManager } from '@mikro-orm/postgresql';
import { User } from '../entities/user.entity.ts';
import { endLogins } from './end-logins.ts';
import { hashPassword, verifyPassword } from './password.ts';

/**
 * Makes sure that an administrator with this login exists: makes the account, or gives an existing one the
 * role and the password, and ends its logins: whoever had them knows another password, and may be a stranger
 * who took the address first. Any number of processes may start with the same settings at once.
 */
export async function ensureAdmin(
  em: EntityManager,
  login: { email: string; password: string },
): Promise<void> {
  const existing = await em.findOne(User, { email: login.email }, { populate: ['passwordHash'] });
  if (existing) {
    if (existing.role === 'ADMIN' && (await verifyPassword(existing.passwordHash, login.password))) return;
    const passwordHash = await hashPassword(login.password);
    await em.transactional(async (tx) => {
      await tx.nativeUpdate(User, { id: existing.id }, { role: 'ADMIN', scopes: [], passwordHash });
      await endLogins(tx, existing.id);
      // Whoever decides about the settings decides about the shop: the way back in for who has lost their device.
      await tx.execute('delete from second_factors where user_id = ?', [existing.id]);
    });
    return;
  }
  const admin = em.create(User, {
    email: login.email,
    name: 'Administrator',
    role: 'ADMIN',
    passwordHash: await hashPassword(login.password),
  });
  await em.upsert(User, admin, { onConflictFields: ['email'], onConflictAction: 'ignore' });
}
