import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { type Role, User } from '../entities/user.entity.ts';
import { Problem } from '../errors.ts';
import { hashPassword } from './password.ts';

export interface NewUser {
  email: string;
  password: string;
  name: string;
}

/** Makes an account. @throws {Problem} `email_taken` when the address has one, in whatever case */
export async function registerUser(
  em: EntityManager,
  input: NewUser,
  role: Role = 'CUSTOMER',
): Promise<User> {
  const user = em.create(User, {
    email: input.email.toLowerCase(),
    name: input.name,
    passwordHash: await hashPassword(input.password),
    role,
  });
  try {
    await em.persist(user).flush();
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw new Problem('email_taken');
    throw error;
  }
  return user;
}
