import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { RefreshToken } from '../entities/refresh-token.entity.ts';
import type { User } from '../entities/user.entity.ts';
import { newId } from '../ids.ts';
import { AccountError } from './account-error.ts';
import type { ClientMark } from './client-mark.ts';

/** Each rotation starts it anew; a login that is not used for so long ends. */
export const LIFETIME_SECONDS = 30 * 86_400;
const TOKEN_BYTES = 32;

/** A refresh token: opaque, shown once, stored only as a hash. */
export interface IssuedToken {
  token: string;
  /** Of one login. */
  familyId: string;
}

/** Whose it is, as an access token says it. */
export type TokenOwner = Pick<User, 'id' | 'role'>;

/**
 * Starts a family of refresh tokens for a login. Locks the user's row against a new password, and starts
 * nothing for a login with one that has been replaced meanwhile: `endLogins` would not find it. Of the account's
 * other logins the oldest end when there are too many.
 *
 * @param user with the hash that the password was compared with
 * @param lifetimeSeconds how long it lasts unless it is exchanged
 * @throws {AccountError} `wrong_credentials`
 */
export function startFamily(
  em: EntityManager,
  user: User,
  mark: ClientMark,
  lifetimeSeconds = LIFETIME_SECONDS,
): Promise<IssuedToken> {
  return em.transactional(async (tx) => {
    const { id, passwordHash } = user;
    const still = await tx.execute('select from users where id = ? and password_hash = ? for share', [
      id,
      passwordHash,
    ]);
    if (still.length === 0) throw new AccountError({ kind: 'wrong_credentials' });
    await tx.execute(makeRoomForLogin, [id, LOGINS_OF_AN_ACCOUNT - 1]);
    await tx.execute(forgetEndedLogins, [id, ENDED_ROWS_OF_AN_ACCOUNT]);
    return issue(tx, { user: id, familyId: newId(), mark, lifetimeSeconds });
  });
}

/** More than one person has; a program that logs in for every call loses its oldest login, and not the database its room. */
const LOGINS_OF_AN_ACCOUNT = 1_000;
const makeRoomForLogin = `
  update refresh_tokens set revoked_at = now()
   where revoked_at is null
     and family_id in (
       select family_id from refresh_tokens
        where user_id = ? and rotated_at is null and revoked_at is null and expires_at > now()
        group by family_id order by max(created_at) desc offset ?)`;

/** What has ended is looked for as long as an access token of it may live; after that it is only history. */
const ENDED_ROWS_OF_AN_ACCOUNT = 1_000;
const forgetEndedLogins = `
  delete from refresh_tokens
   where id in (
     select id from refresh_tokens where user_id = ? and revoked_at < now() - interval '1 hour'
      order by revoked_at desc offset ?)`;

/** Writes the first token of a family. */
async function issue(
  tx: EntityManager,
  login: { user: string; familyId: string; mark: ClientMark; lifetimeSeconds: number },
): Promise<IssuedToken> {
  const { user, familyId, mark, lifetimeSeconds } = login;
  const { token, hash } = newToken();
  // Time is the database's: several processes issue and exchange.
  await tx.execute(
    `insert into refresh_tokens (id, user_id, family_id, token_hash, address_hash, created_at, expires_at)
     values (?, ?, ?, ?, ?, clock_timestamp(), now() + make_interval(secs => ?))`,
    [newId(), user, familyId, hash, mark.address, lifetimeSeconds],
  );
  return { token, familyId };
}

/** The login that a refresh token belongs to, or undefined for one that is unknown. */
export async function familyOf(em: EntityManager, token: string): Promise<string | undefined> {
  const current = await em.findOne(RefreshToken, { tokenHash: hashOf(token) });
  return current?.familyId;
}

/** A new token, and how it is remembered. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashOf(token) };
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
