import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { RefreshToken } from '../entities/refresh-token.entity.ts';
import { User } from '../entities/user.entity.ts';
import { newId } from '../ids.ts';
import { AccountError } from './account-error.ts';
import type { ClientMark } from './client-mark.ts';
import { endFamily } from './end-logins.ts';

/** Each rotation starts it anew; a login that is not used for so long ends. */
export const LIFETIME_SECONDS = 30 * 86_400;
const TOKEN_BYTES = 32;

/** A refresh token: opaque, shown once, stored only as a hash. */
export interface IssuedToken {
  token: string;
  /** Of one login. */
  familyId: string;
}

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

interface Current {
  id: string;
  user_id: string;
  family_id: string;
  is_live: boolean;
  is_rotated: boolean;
  is_same_browser: boolean | null;
  seconds_since: number | null;
}
interface Family {
  is_ended: boolean;
  successor_was_used: boolean;
}

/**
 * How long after its exchange a token is answered once more for a page in a browser, in seconds. Two tabs share a
 * token and exchange it at about the same moment: without this, both were logged out. Whatever else sends a token
 * knows what it has sent, and has no such time but for requests that were under way together.
 */
const GRACE_SECONDS = 10;

/**
 * Exchanges a refresh token for the next one of its family.
 *
 * Locks the token's row for the transaction that it runs. A token that was exchanged before has been
 * copied by somebody: the whole family ends (RFC 9700, section 4.14.2). Except for the client that exchanged it,
 * while nobody has used what it got: a page a few seconds later is another tab, and a request that came before the
 * other was done did not know of it. Each gets a token of its own.
 *
 * @param isBeside whether another request with this token is, or was, under way at the same time
 * @throws {AccountError} `invalid_refresh_token` for one that is unknown, expired, revoked or reused
 */
export async function rotate(
  em: EntityManager,
  token: string,
  mark: ClientMark,
  isBeside: () => boolean,
): Promise<IssuedToken & { user: User }> {
  const rotated = await em.transactional(async (tx) => {
    const [current] = await tx.execute<Current[]>(lockToken, [mark.browser, hashOf(token)]);
    if (!current?.is_live) return undefined;
    // Asked of the whole family: a token that was issued while the family was being ended is over too.
    const [family] = await tx.execute<Family[]>(readFamily, [current.id, current.family_id]);
    if (family!.is_ended) return undefined;
    const isInTime = isBeside() || (mark.isPage && Number(current.seconds_since) < GRACE_SECONDS);
    const isSibling = current.is_same_browser && isInTime && !family!.successor_was_used;
    if (current.is_rotated && !isSibling) {
      await endFamily(tx, current.family_id);
      return undefined;
    }
    if (!current.is_rotated) await tx.execute(markRotated, [mark.browser, current.id]);
    const user = await tx.findOneOrFail(User, current.user_id);
    const lifetimeSeconds = LIFETIME_SECONDS;
    const issued = await issue(tx, { user: user.id, familyId: current.family_id, mark, lifetimeSeconds });
    await tx.execute(forgetOldTokens, [current.family_id, TOKENS_OF_A_FAMILY]);
    return { user, ...issued };
  });
  if (!rotated) throw new AccountError({ kind: 'invalid_refresh_token' });
  return rotated;
}

const lockToken = `
  select id, user_id, family_id, expires_at > now() as is_live, rotated_at is not null as is_rotated,
         rotated_by = ? as is_same_browser,
         extract(epoch from clock_timestamp() - rotated_at)::float8 as seconds_since
    from refresh_tokens where token_hash = ? for update`;

/** A statement of its own: after the lock, it sees what those did who held it before. */
const readFamily = `
  select count(*) filter (where t.revoked_at is not null) > 0 as is_ended,
         count(*) filter (where t.rotated_at is not null and t.created_at >= mine.rotated_at) > 0 as successor_was_used
    from refresh_tokens t, refresh_tokens mine where mine.id = ? and t.family_id = ?`;

const markRotated = `update refresh_tokens set rotated_at = clock_timestamp(), rotated_by = ? where id = ?`;

/** A day of exchanges every quarter of an hour. One older than that is unknown, and ends no family any more. */
const TOKENS_OF_A_FAMILY = 100;
const forgetOldTokens = `
  delete from refresh_tokens
   where id in (select id from refresh_tokens where family_id = ? order by created_at desc, id desc offset ?)`;

/** Writes the first token of a family, or its next one. */
export async function issue(
  tx: EntityManager,
  login: { user: string; familyId: string; mark: ClientMark; lifetimeSeconds: number },
): Promise<IssuedToken> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const { user, familyId, mark, lifetimeSeconds } = login;
  // Time is the database's: several processes issue and exchange.
  await tx.execute(
    `insert into refresh_tokens (id, user_id, family_id, token_hash, address_hash, created_at, expires_at)
     values (?, ?, ?, ?, ?, clock_timestamp(), now() + make_interval(secs => ?))`,
    [newId(), user, familyId, hashOf(token), mark.address, lifetimeSeconds],
  );
  return { token, familyId };
}

/** The login that a refresh token belongs to, or undefined for one that is unknown. */
export async function familyOf(em: EntityManager, token: string): Promise<string | undefined> {
  const current = await em.findOne(RefreshToken, { tokenHash: hashOf(token) });
  return current?.familyId;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
