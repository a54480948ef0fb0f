import type { Pool } from 'pg';
import type { User } from '../entities/user.entity.ts';

/** What an account shows of itself. */
export type Account = Pick<User, 'id' | 'email' | 'name' | 'role' | 'createdAt'>;

/** The account of this id, or undefined when it is gone. */
export async function findAccount(pool: Pool, id: string): Promise<Account | undefined> {
  const { rows } = await pool.query<Omit<Account, 'createdAt'> & { created_at: string }>({
    name: 'accounts.find',
    text: 'select id, email, name, role, created_at from users where id = $1',
    values: [id],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  const { created_at, ...account } = row;
  return { ...account, createdAt: new Date(created_at) };
}
