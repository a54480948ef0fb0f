import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { User } from '../entities/user.entity.ts';
import { recordOwn } from './record-own.ts';

/** What an account shows of itself. */
export type Account = Pick<User, 'id' | 'email' | 'name' | 'role' | 'createdAt'> & {
  /** Somebody opened the link that was mailed to `email`. */
  isEmailVerified: boolean;
};

type Row = Omit<Account, 'createdAt'> & { createdAt: number };

/** What a statement returns of an account, for `accountOf`. */
export const accountMembers = `
  id, email, name, role, email_verified_at is not null as "isEmailVerified",
  (extract(epoch from created_at) * 1000)::float8 as "createdAt"`;

export function accountOf([row]: readonly Row[]): Account | undefined {
  return row && { ...row, createdAt: new Date(row.createdAt) };
}

/** The account of this id, or undefined when it is gone. */
export async function findAccount(pool: Pool, id: string): Promise<Account | undefined> {
  const { rows } = await pool.query<Row>({
    name: 'accounts.find',
    text: `select ${accountMembers} from users where id = $1`,
    values: [id],
  });
  return accountOf(rows);
}

/**
 * Gives an account another name.
 *
 * @param address where the request comes from
 * @returns undefined when it is gone, or is a guest's
 */
export function renameAccount(
  pool: Pool,
  id: string,
  name: string,
  address: string,
): Promise<Account | undefined> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Row & { isOther: boolean }>({
      name: 'accounts.rename',
      text: `
        with was as (
          select id, name from users where id = $1 and email is not null for update
        )
        update users set name = $2 where id = (select id from was)
        returning ${accountMembers}, (select name from was) is distinct from $2 as "isOther"`,
      values: [id, name],
    });
    const [row] = rows;
    if (!row) return undefined;
    const { isOther, ...account } = row;
    if (isOther) await recordOwn(client, account, { action: 'changeMe', address, fields: ['name'] });
    return accountOf([account]);
  });
}
