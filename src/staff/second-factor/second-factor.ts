import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { endLogins } from '../../accounts/end-logins.ts';
import type { Seal } from '../../accounts/sealed.ts';
import { checkCode } from './check-code.ts';
import { renewRecoveryCodes } from './recovery-codes.ts';
import { SECRET_BYTES } from './totp.ts';

export interface FactorState {
  /** A login of this user asks for a code. */
  isOn: boolean;
  /** That are left. */
  recoveryCodes: number;
}

export async function secondFactorOf(pool: Pool, userId: string): Promise<FactorState> {
  const { rows } = await pool.query<{ is_on: boolean; codes: number }>({
    name: 'staff.second-factor-of',
    text: `
      select exists (select from second_factors where user_id = $1 and confirmed_at is not null) as is_on,
             (select count(*) from recovery_codes where user_id = $1)::int as codes`,
    values: [userId],
  });
  return { isOn: rows[0]!.is_on, recoveryCodes: rows[0]!.codes };
}

/**
 * Begins to give a user a second factor: a new secret, which nothing asks for until a code of it was shown. One that is
 * on already stays.
 *
 * @returns the secret, or undefined where one is on
 */
export async function beginSecondFactor(
  client: PoolClient,
  seal: Seal,
  userId: string,
): Promise<Buffer | undefined> {
  const secret = randomBytes(SECRET_BYTES);
  const { rowCount } = await client.query({
    name: 'staff.begin-second-factor',
    text: `
      insert into second_factors (user_id, sealed_secret, last_step, created_at) values ($1, $2, 0, now())
      on conflict (user_id) do update set sealed_secret = excluded.sealed_secret, last_step = 0, created_at = now()
       where second_factors.confirmed_at is null`,
    values: [userId, seal.seal(secret, userId)],
  });
  return rowCount === 1 ? secret : undefined;
}

/** The secret of a second factor that is begun and not on yet. */
export async function begunSecret(pool: Pool, seal: Seal, userId: string): Promise<Buffer | undefined> {
  const { rows } = await pool.query<{ sealed_secret: Buffer }>({
    name: 'staff.begun-secret',
    text: 'select sealed_secret from second_factors where user_id = $1 and confirmed_at is null',
    values: [userId],
  });
  return rows[0] && seal.open(rows[0].sealed_secret, userId);
}

/**
 * Turns a begun second factor on with its first code, in the caller's transaction, and ends the user's other logins,
 * which began without one.
 *
 * @param keptLogin the login that goes on
 * @returns the recovery codes, or undefined for a wrong code
 */
export async function confirmSecondFactor(
  client: PoolClient,
  seal: Seal,
  user: { id: string; keptLogin: string },
  code: string,
): Promise<string[] | undefined> {
  if (!(await checkCode(client, seal, user.id, code, false))) return undefined;
  await client.query({
    name: 'staff.confirm-second-factor',
    text: 'update second_factors set confirmed_at = now() where user_id = $1',
    values: [user.id],
  });
  await endLogins(client, user.id, user.keptLogin);
  return renewRecoveryCodes(client, user.id);
}

/** Takes a user's second factor away with its recovery codes, in the caller's transaction. @returns whether there was one */
export async function removeSecondFactor(client: PoolClient, userId: string): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'staff.remove-second-factor',
    text: 'delete from second_factors where user_id = $1',
    values: [userId],
  });
  return rowCount === 1;
}
