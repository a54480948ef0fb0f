import type { EntityManager } from '@mikro-orm/postgresql';
import { User } from '../entities/index.ts';
import { Problem } from '../errors.ts';
import type { LoginLimiter } from './login-limiter.ts';
import { decoyHash, verifyPassword } from './password.ts';

export interface Login {
  email: string;
  password: string;
  /** Where the attempt comes from. */
  address: string;
}

/** Compared against for an unknown e-mail, so that it takes as long as a known one: what no password hashes to. */
const decoy = decoyHash();

/**
 * Finds the user whom these credentials belong to.
 *
 * @throws {Problem} `rate_limited` after too many failures; `invalid_credentials` for a wrong password and
 *   an unknown e-mail alike, after the same work
 */
export async function verifyLogin(em: EntityManager, limiter: LoginLimiter, login: Login): Promise<User> {
  const email = login.email.toLowerCase();
  await limiter.attempt(email, login.address);
  const user = await em.findOne(User, { email }, { populate: ['passwordHash'] });
  const matches = await verifyPassword(user?.passwordHash ?? decoy, login.password);
  if (!user || !matches) {
    await limiter.failed(login.address);
    throw new Problem('invalid_credentials');
  }
  await limiter.succeeded(email, login.address);
  return user;
}
