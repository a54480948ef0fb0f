import type { Pool } from 'pg';
import type { User } from '../entities/user.entity.ts';
import { AccountError } from './account-error.ts';
import type { ClientMark } from './client-mark.ts';
import { hashingLine } from './hashing-line.ts';
import type { LoginLimiter } from './login-limiter.ts';
import { verifyPassword } from './password.ts';

/** Somebody who is logged in says their password once more. */
export interface PasswordProof {
  userId: string;
  password: string;
  /** Where the request comes from. */
  address: string;
  mark: ClientMark;
  /** Aborted when the client hangs up. */
  signal?: AbortSignal;
}

export interface ProvenAccount {
  id: string;
  email: string;
  name: string;
  role: User['role'];
  passwordHash: string;
}

/**
 * Compares the password, and does what needs it in the same turn of the hashing line, which may hash another one. Wrong
 * ones count as failed logins: a stolen access token guesses no faster than anybody.
 *
 * @throws {AccountError} `too_many_failures`; `busy`; `wrong_credentials`, also where the account is gone or has no
 *   password; and what `work` throws @throws {Abandoned}
 */
export function withOwnPassword<T>(
  pool: Pool,
  limiter: LoginLimiter,
  { userId, password, address, mark, signal }: PasswordProof,
  work: (account: ProvenAccount) => Promise<T>,
): Promise<T> {
  return hashingLine.run({ kind: 'login', address, ...(signal && { signal }) }, async () => {
    const account = await readAccount(pool, userId);
    if (!account) throw new AccountError({ kind: 'wrong_credentials' });
    const { email, passwordHash } = account;
    await limiter.attempt({ email, address, isKnown: () => hasLoggedInFrom(pool, userId, mark) });
    const isRight = await verifyPassword(passwordHash, password).catch(async (error) => {
      await limiter.unjudged(email, address);
      throw error;
    });
    if (!isRight) throw new AccountError({ kind: 'wrong_credentials' });
    await limiter.succeeded(email, address);
    return work(account);
  });
}

async function readAccount(pool: Pool, id: string): Promise<ProvenAccount | undefined> {
  const { rows } = await pool.query<ProvenAccount>({
    name: 'accounts.read-password',
    text: `
      select id, email, coalesce(name, '') as name, role, password_hash as "passwordHash"
        from users where id = $1 and email is not null and password_hash is not null`,
    values: [id],
  });
  return rows[0];
}

/** Whether a login of the last month was used at this address. */
async function hasLoggedInFrom(pool: Pool, userId: string, { address }: ClientMark): Promise<boolean> {
  const { rows } = await pool.query({
    name: 'accounts.has-logged-in-from',
    text: 'select from refresh_tokens where user_id = $1 and address_hash = $2 limit 1',
    values: [userId, address],
  });
  return rows.length > 0;
}
