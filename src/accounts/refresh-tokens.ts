import { createHash, randomBytes } from 'node:crypto';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { RefreshToken, User } from '../entities/index.ts';
import { Problem } from '../errors.ts';
import { newId } from '../ids.ts';

/** Each rotation starts it anew; a login that is not used for so long ends. */
const LIFETIME_DAYS = 30;
const TOKEN_BYTES = 32;

/** A refresh token: opaque, shown once, stored only as a hash. */
export interface IssuedToken {
  token: string;
  /** Of one login. */
  familyId: string;
}

/**
 * Starts a family of refresh tokens for a login. Locks the user's row against a new password, and starts
 * nothing for a login with one that has been replaced meanwhile: `endFamiliesOf` would not find it.
 *
 * @param user with the hash that the password was compared with
 * @throws {Problem} `invalid_credentials`
 */
export function startFamily(em: EntityManager, user: User): Promise<IssuedToken> {
  return em.transactional(async (tx) => {
    const { id, passwordHash } = user;
    const still = await tx.execute('select from users where id = ? and password_hash = ? for share', [
      id,
      passwordHash,
    ]);
    if (still.length === 0) throw new Problem('invalid_credentials');
    return issue(tx, tx.getReference(User, id), newId());
  });
}

/**
 * Exchanges a refresh token for the next one of its family.
 *
 * Locks the token's row for the transaction that it runs. A token that was exchanged before has been
 * copied by somebody: the whole family ends (RFC 9700, section 4.14.2).
 *
 * @throws {Problem} `invalid_refresh_token` for one that is unknown, expired, revoked or reused
 */
export async function rotate(em: EntityManager, token: string): Promise<IssuedToken & { user: User }> {
  const rotated = await em.transactional(async (tx) => {
    const current = await tx.findOne(
      RefreshToken,
      { tokenHash: hashOf(token) },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!current || current.expiresAt <= new Date()) return undefined;
    // Asked of the whole family: a token that was issued while the family was being ended is over too.
    if ((await tx.count(RefreshToken, { familyId: current.familyId, revokedAt: { $ne: null } })) > 0)
      return undefined;
    if (current.rotatedAt) {
      await revoke(tx, current.familyId);
      return undefined;
    }
    current.rotatedAt = new Date();
    const user = await tx.findOneOrFail(User, current.user.id);
    return { user, ...issue(tx, user, current.familyId) };
  });
  if (!rotated) throw new Problem('invalid_refresh_token');
  return rotated;
}

/** Ends the family of a token. A token that is unknown or over already is as good as ended. */
export async function endFamily(em: EntityManager, token: string): Promise<void> {
  const current = await em.findOne(RefreshToken, { tokenHash: hashOf(token) });
  if (current) await revoke(em, current.familyId);
}

/** Ends every login of a user. For the transaction that gives them another password or another role. */
export async function endFamiliesOf(em: EntityManager, userId: string): Promise<void> {
  await em.nativeUpdate(RefreshToken, { user: userId, revokedAt: null }, { revokedAt: new Date() });
}

/** Ends a family: the login is over, its access tokens run out. */
export async function revoke(em: EntityManager, familyId: string): Promise<void> {
  await em.nativeUpdate(RefreshToken, { familyId, revokedAt: null }, { revokedAt: new Date() });
}

function issue(em: EntityManager, user: User, familyId: string): IssuedToken {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expiresAt = new Date(Date.now() + LIFETIME_DAYS * 86_400_000);
  em.persist(em.create(RefreshToken, { user, familyId, tokenHash: hashOf(token), expiresAt }));
  return { token, familyId };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
