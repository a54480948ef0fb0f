import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { Statement } from '../database/statement.ts';
import { newId } from '../ids.ts';
import { AccountError } from './account-error.ts';
import type { ClientMark } from './client-mark.ts';
import { endFamily } from './end-logins.ts';
import { hashOf, type IssuedToken, LIFETIME_SECONDS, newToken, type TokenOwner } from './refresh-tokens.ts';

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
  pool: Pool,
  token: string,
  mark: ClientMark,
  isBeside: () => boolean,
): Promise<IssuedToken & { user: TokenOwner }> {
  const rotated = await inTransaction(pool, async (client) => {
    const held = await client.query<Current>({ ...lockToken, values: [hashOf(token), mark.browser] });
    const [current] = held.rows;
    if (!current?.is_live) return undefined;
    // Asked of the whole family: a token that was issued while the family was being ended is over too.
    const { id, family_id: familyId, user_id: userId } = current;
    const [family] = (await client.query<Family>({ ...readFamily, values: [id, familyId] })).rows;
    if (family!.is_ended) return undefined;
    const isInTime = isBeside() || (mark.isPage && Number(current.seconds_since) < GRACE_SECONDS);
    const isSibling = current.is_same_browser && isInTime && !family!.successor_was_used;
    if (current.is_rotated && !isSibling) {
      await endFamily(client, familyId);
      return undefined;
    }
    const next = newToken();
    const values = [id, familyId, userId, mark.browser, newId(), next.hash, mark.address, LIFETIME_SECONDS];
    const { rows } = await client.query<TokenOwner>({ ...exchange, values });
    return { user: rows[0]!, token: next.token, familyId };
  });
  if (!rotated) throw new AccountError({ kind: 'invalid_refresh_token' });
  return rotated;
}

/** $1 bytea: hash of a token; $2 bytea: the browser that shows it. */
const lockToken: Statement = {
  name: 'accounts.lock-token',
  text: `
    select id, user_id, family_id, expires_at > now() as is_live, rotated_at is not null as is_rotated,
           rotated_by = $2 as is_same_browser,
           extract(epoch from clock_timestamp() - rotated_at)::float8 as seconds_since
      from refresh_tokens where token_hash = $1 for update`,
};

/** $1 uuid: a token that is locked; $2 uuid: its family. A statement of its own: after the lock, it sees what those did who held it before. */
const readFamily: Statement = {
  name: 'accounts.read-family',
  text: `
    select count(*) filter (where t.revoked_at is not null) > 0 as is_ended,
           count(*) filter (where t.rotated_at is not null and t.created_at >= mine.rotated_at) > 0 as successor_was_used
      from refresh_tokens t, refresh_tokens mine where mine.id = $1 and t.family_id = $2`,
};

/** A day of exchanges every quarter of an hour. One older than that is unknown, and ends no family any more. */
const TOKENS_OF_A_FAMILY = 100;

/**
 * $1 uuid: a token that is locked; $2 uuid: its family; $3 uuid: its user; $4 bytea: the browser; of the next token: $5 uuid,
 * $6 bytea: its hash, $7 bytea: the address, $8 int: seconds that it lives. The next one is never older than the exchange: by that it is told
 * whether it was used. Gives the user.
 */
const exchange: Statement = {
  name: 'accounts.exchange-token',
  text: `
    with clock as materialized (
      select clock_timestamp() as at
    ), rotated as (
      update refresh_tokens set rotated_at = clock.at, rotated_by = $4
        from clock where id = $1 and rotated_at is null
    ), issued as (
      insert into refresh_tokens (id, user_id, family_id, token_hash, address_hash, created_at, expires_at)
      select $5, $3, $2, $6, $7, clock.at, now() + make_interval(secs => $8) from clock
    ), forgotten as (
      delete from refresh_tokens
       where id in (select id from refresh_tokens where family_id = $2 and id <> $1
                     order by created_at desc, id desc offset ${TOKENS_OF_A_FAMILY - 2})
    )
    select id, role from users where id = $3`,
};
