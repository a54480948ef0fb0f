import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { User } from '../entities/user.entity.ts';
import { Problem } from '../errors.ts';
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
 * @throws {Problem} `validation_failed` for a password that is guessed first; `email_taken` when the address has one, in whatever case; `overloaded` when too many wait for the
 *   hash of their password
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
    if (error instanceof UniqueConstraintViolationException) throw new Problem('email_taken');
    throw error;
  }
  return user;
}
