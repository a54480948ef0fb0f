import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { endLinks } from '../links/end-links.ts';
import { LinkExpired } from '../links/link-expired.ts';
import { findLink, useLink } from '../links/use-link.ts';
import { LINKS_OF_A_PASSWORD } from './change-password.ts';
import { checkNewPassword } from './check-password.ts';
import { endLogins } from './end-logins.ts';
import { hashingLine } from './hashing-line.ts';
import { hashPassword } from './password.ts';

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
 * One transaction, which uses the link up and locks the user's row. A link for an address that the account has no more
 * is over. The password is hashed before, and only for a link that is good.
 *
 * @returns the account's address, and the logins that ended
 * @throws {LinkExpired} @throws {AccountError} `unfit_password`, with the link as good as before; `busy` @throws {Abandoned}
 */
export async function resetPassword(
  pool: Pool,
  { token, password, address, signal }: PasswordReset,
): Promise<{ email: string; ended: string[] }> {
  const link = await findLink(pool, ['password-reset'], token);
  const account = link?.userId && (await readNames(pool, link.userId));
  if (!account || account.email !== link.email) throw new LinkExpired();
  checkNewPassword({ ...account, password });
  const turn = { kind: 'registration', address, ...(signal && { signal }) } as const;
  const passwordHash = await hashingLine.run(turn, () => hashPassword(password));
  const ended = await inTransaction(pool, async (client) => {
    const { userId, email } = await useLink(client, ['password-reset'], token);
    const { rowCount } = await client.query({
      name: 'accounts.reset-password',
      text: `
        update users set password_hash = $3, email_verified_at = coalesce(email_verified_at, now())
         where id = $1 and email = $2`,
      values: [userId, email, passwordHash],
    });
    if (userId === null || rowCount === 0) throw new LinkExpired();
    await endLinks(client, userId, LINKS_OF_A_PASSWORD);
    return endLogins(client, userId);
  });
  return { email: account.email, ended };
}

async function readNames(pool: Pool, id: string): Promise<{ email: string; name: string } | undefined> {
  const { rows } = await pool.query<{ email: string; name: string }>({
    name: 'accounts.read-names',
    text: `select email, coalesce(name, '') as name from users where id = $1 and email is not null`,
    values: [id],
  });
  return rows[0];
}
