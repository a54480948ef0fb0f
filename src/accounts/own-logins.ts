import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { User } from '../entities/user.entity.ts';
import { timeOfUuid } from '../lists/uuid-time.ts';
import { recordOwn } from './record-own.ts';

/** A login of an account: a family of refresh tokens, or a session of the operators' pages. */
export interface OwnLogin {
  id: string;
  createdAt: Date;
  /** When its last token was issued. */
  lastUsedAt: Date;
  /** Unless it is used before. */
  expiresAt: Date;
}

/** The logins of an account that go on, the one that was used last first: as many as an account has at most. */
export async function listLogins(pool: Pool, userId: string): Promise<OwnLogin[]> {
  const { rows } = await pool.query<{ id: string; used: number; expires: number }>({
    name: 'accounts.list-logins',
    text: `
      select family_id as id, (extract(epoch from max(created_at)) * 1000)::float8 as used,
             (extract(epoch from max(expires_at)) * 1000)::float8 as expires
        from refresh_tokens where user_id = $1
       group by family_id
      having bool_and(revoked_at is null) and max(expires_at) > now()
       order by max(created_at) desc, family_id desc limit 1000`,
    values: [userId],
  });
  return rows.map(({ id, used, expires }) => ({
    id,
    // Its first tokens may be gone; a family's id is of the moment when it began.
    createdAt: new Date(timeOfUuid(id)),
    lastUsedAt: new Date(used),
    expiresAt: new Date(expires),
  }));
}

/**
 * Ends one login of an account. Twice is once.
 *
 * @param address where the request comes from
 * @returns whether the account has, or had, such a login
 */
export function endOwnLogin(pool: Pool, userId: string, login: string, address: string): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ found: boolean; over: boolean; role: User['role'] }>({
      name: 'accounts.end-own-login',
      text: `
        with mine as (
          select id, revoked_at from refresh_tokens where family_id = $2 and user_id = $1
        ), ended as (
          update refresh_tokens set revoked_at = now()
           where id in (select id from mine) and revoked_at is null
          returning id
        )
        select role, exists (select from mine) as found, exists (select from ended) as over
          from users where id = $1`,
      values: [userId, login],
    });
    const [user] = rows;
    if (user?.over) await recordOwn(client, { id: userId, ...user }, { action: 'endLogin', address, login });
    return user?.found ?? false;
  });
}
