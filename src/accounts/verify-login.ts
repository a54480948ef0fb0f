import type { EntityManager } from '@mikro-orm/postgresql';
import { User } from '../entities/user.entity.ts';
import { AccountError } from './account-error.ts';
import type { ClientMark } from './client-mark.ts';
import { hashingLine } from './hashing-line.ts';
import type { LoginLimiter } from './login-limiter.ts';
import { decoyHash, verifyPassword } from './password.ts';

export interface Login {
  email: string;
  password: string;
  /** Where the attempt comes from. */
  address: string;
  mark: ClientMark;
  /** Aborted when the client hangs up. */
  signal?: AbortSignal;
}

/** Compared against for an unknown e-mail, so that it takes as long as a known one: what no password hashes to. */
const decoy = decoyHash();

/**
 * Finds the user whom these credentials belong to. Counted and judged in one turn of the hashing line: of a burst no
 * more are counted as failures than are being judged.
 *
 * @throws {AccountError} `too_many_failures`; `busy`; `wrong_credentials` for a wrong password and an unknown e-mail
 *   alike, after the same work @throws {Abandoned}
 */
export function verifyLogin(em: EntityManager, limiter: LoginLimiter, login: Login): Promise<User> {
  const { address, mark } = login;
  const email = login.email.toLowerCase();
  return hashingLine.run({ kind: 'login', ...login }, async () => {
    await limiter.attempt({ email, address, isKnown: () => hasLoggedInFrom(em, email, mark) });
    const user = await judge(em, email, login.password).catch(async (error) => {
      await limiter.unjudged(email, address);
      throw error;
    });
    if (!user) throw new AccountError({ kind: 'wrong_credentials' });
    await limiter.succeeded(email, address);
    return user;
  });
}

async function judge(em: EntityManager, email: string, password: string): Promise<User | undefined> {
  const user = await em.findOne(User, { email }, { populate: ['passwordHash'] });
  const isRight = await verifyPassword(user?.passwordHash ?? decoy, password);
  return user && isRight ? user : undefined;
}

/** Whether a login of the last month was used at this address. */
async function hasLoggedInFrom(em: EntityManager, email: string, mark: ClientMark): Promise<boolean> {
  const found = await em.execute(
    `select from refresh_tokens where address_hash = ? and user_id = (select id from users where email = ?) limit 1`,
    [mark.address, email],
  );
  return found.length > 0;
}
