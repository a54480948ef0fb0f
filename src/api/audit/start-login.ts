import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyRequest } from 'fastify';
import type { ClientMark } from '../../accounts/client-mark.ts';
import { type IssuedToken, startFamily } from '../../accounts/refresh-tokens.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import type { User } from '../../entities/user.entity.ts';
import { addressOf } from '../client-address.ts';

/** As startFamily, with an entry of the audit log in its transaction where the user works here. @throws {AccountError} */
export function startLogin(
  em: EntityManager,
  request: FastifyRequest,
  user: User,
  mark: ClientMark,
  lifetimeSeconds?: number,
): Promise<IssuedToken> {
  const { id, role } = user;
  if (role !== 'ADMIN' && role !== 'STAFF') return startFamily(em, user, mark, lifetimeSeconds);
  return em.transactional(async (tx) => {
    const issued = await startFamily(tx, user, mark, lifetimeSeconds);
    const trail = { actor: { role, id }, address: addressOf(request), action: 'login' };
    await recordAudit(tx, trail, { subject: { type: 'user', id }, after: { login: issued.familyId } });
    return issued;
  });
}
