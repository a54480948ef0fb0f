import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { User } from '../entities/user.entity.ts';
import { endLinks } from '../links/end-links.ts';
import { LinkExpired } from '../links/link-expired.ts';
import { oweLink } from '../links/owe-link.ts';
import { findLink, useLink } from '../links/use-link.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import { LINKS_OF_A_PASSWORD } from './change-password.ts';
import { checkNewPassword } from './check-password.ts';
import { endLogins } from './end-logins.ts';
import { hashingLine } from './hashing-line.ts';
import { hashPassword } from './password.ts';
import { recordOwn } from './record-own.ts';

export interface PasswordReset {
  /** Out of the mailed link. */
  token: string;
  password: string;
  /** Where the request comes from. */
  address: string;
  /** Aborted when the client hangs up. */
  signal?: AbortSignal;
}

/**
 * Gives the account that a link was mailed to another password, and ends all of its logins and its other links. Whoever
 * has the link reads mail of the address, which is confirmed by it.
 *
 * One transaction, which uses the link up, locks the user's row and owes a mail that says so. A link for an address that the account has no more
 * is over. The password is hashed before, and only for a link that is good.
 *
 * @param key of the links
 * @returns the account's address, the logins that ended, and what to publish after the commit
 * @throws {LinkExpired} @throws {AccountError} `unfit_password`, with the link as good as before; `busy` @throws {Abandoned}
 */
export async function resetPassword(
  pool: Pool,
  key: Buffer,
  { token, password, address, signal }: PasswordReset,
): Promise<{ email: string; ended: string[]; owes: OutboxRow[] }> {
  const link = await findLink(pool, ['password-reset'], token);
  const account = link?.userId && (await readNames(pool, link.userId));
  if (!account || account.email !== link.email) throw new LinkExpired();
  checkNewPassword({ ...account, password });
  const turn = { kind: 'registration', address, ...(signal && { signal }) } as const;
  const passwordHash = await hashingLine.run(turn, () => hashPassword(password));
  const done = await inTransaction(pool, async (client) => {
    const { userId, email } = await useLink(client, ['password-reset'], token);
    const { rows } = await client.query<Pick<User, 'role'>>({
      name: 'accounts.reset-password',
      text: `
        update users set password_hash = $3, email_verified_at = coalesce(email_verified_at, now())
         where id = $1 and email = $2
        returning role`,
      values: [userId, email, passwordHash],
    });
    const [user] = rows;
    if (userId === null || email === null || !user) throw new LinkExpired();
    await endLinks(client, userId, LINKS_OF_A_PASSWORD);
    const deed = { action: 'resetPassword', address, fields: ['password'] };
    await recordOwn(client, { id: userId, ...user }, deed);
    const ended = await endLogins(client, userId);
    const owes = [await oweLink(client, key, { kind: 'password-change-notice', email, userId })];
    return { ended, owes };
  });
  return { email: account.email, ...done };
}

async function readNames(pool: Pool, id: string): Promise<{ email: string; name: string } | undefined> {
  const { rows } = await pool.query<{ email: string; name: string }>({
    name: 'accounts.read-names',
    text: `select email, coalesce(name, '') as name from users where id = $1 and email is not null`,
    values: [id],
  });
  return rows[0];
}
