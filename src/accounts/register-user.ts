import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { User } from '../entities/user.entity.ts';
import { AccountError } from './account-error.ts';
import { checkNewPassword } from './check-password.ts';
import { hashingLine } from './hashing-line.ts';
import { hashPassword } from './password.ts';

export interface NewUser {
  email: string;
  password: string;
  name: string;
  /** Where the request comes from. */
  address: string;
  /** Aborted when the client hangs up. */
  signal?: AbortSignal;
}

/**
 * Makes a customer's account.
 *
 * @throws {AccountError} `unfit_password` for one that is guessed first; `email_taken` when the address has an account, in
 *   whatever case; `busy` when too many wait for the hash of their password @throws {Abandoned}
 */
export async function registerUser(em: EntityManager, input: NewUser): Promise<User> {
  checkNewPassword(input);
  const user = em.create(User, {
    email: input.email.toLowerCase(),
    name: input.name,
    passwordHash: await hashingLine.run({ kind: 'registration', ...input }, () =>
      hashPassword(input.password),
    ),
    role: 'CUSTOMER',
  });
  try {
    await em.persist(user).flush();
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw new AccountError({ kind: 'email_taken' });
    throw error;
  }
  return user;
}
