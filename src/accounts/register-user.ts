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
  /** Id of the guest who becomes this account, and keeps cart, orders and logins. */
  guestId?: string | undefined;
  /** Where the request comes from. */
  address: string;
  /** Aborted when the client hangs up. */
  signal?: AbortSignal;
}

/**
 * Makes a customer's account, or makes one of a guest in one statement.
 *
 * @throws {AccountError} `unfit_password` for one that is guessed first; `email_taken` when the address has an account, in
 *   whatever case; `already_registered` when the guest has become one before; `busy` when too many wait for the hash of
 *   their password @throws {Abandoned}
 */
export async function registerUser(em: EntityManager, input: NewUser): Promise<User> {
  checkNewPassword(input);
  const account = {
    email: input.email.toLowerCase(),
    name: input.name,
    passwordHash: await hashingLine.run({ kind: 'registration', ...input }, () =>
      hashPassword(input.password),
    ),
    role: 'CUSTOMER' as const,
  };
  try {
    if (input.guestId !== undefined) return await becomeAccount(em, input.guestId, account);
    const user = em.create(User, account);
    await em.persist(user).flush();
    return user;
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw new AccountError({ kind: 'email_taken' });
    throw error;
  }
}

async function becomeAccount(
  em: EntityManager,
  id: string,
  account: Pick<User, 'name' | 'passwordHash' | 'role'> & { email: string },
): Promise<User> {
  const changed = await em.nativeUpdate(User, { id, role: 'GUEST', erasedAt: null }, account);
  if (changed === 1) return em.findOneOrFail(User, id);
  // A repeat of what was answered already is told the same as any other who has an account.
  const isTaken = (await em.count(User, { email: account.email })) > 0;
  throw new AccountError({ kind: isTaken ? 'email_taken' : 'already_registered' });
}
