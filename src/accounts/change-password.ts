import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { endLinks } from '../links/end-links.ts';
import { oweLink } from '../links/owe-link.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import { AccountError } from './account-error.ts';
import { checkNewPassword } from './check-password.ts';
import { endLogins } from './end-logins.ts';
import type { LoginLimiter } from './login-limiter.ts';
import { type PasswordProof, withOwnPassword } from './own-password.ts';
import { hashPassword } from './password.ts';
import { recordOwn } from './record-own.ts';

/** Links that end with a password: whoever knew it may have asked for them. */
export const LINKS_OF_A_PASSWORD = ['password-reset', 'email-change'] as const;

export interface PasswordChange extends PasswordProof {
  /** The new one. */
  chosen: string;
  /** The login that goes on; undefined: none does. */
  login: string | undefined;
}

/**
 * Gives an account another password, ends its other logins and its links, and owes a mail that says so. One transaction,
 * which locks the user's row; of two who change it at once the second finds the password wrong.
 *
 * @param key of the links
 * @returns the logins that ended, and what to publish after the commit
 * @throws {AccountError} `unfit_password` for the new one, and as `withOwnPassword` @throws {Abandoned}
 */
export function changePassword(
  pool: Pool,
  limiter: LoginLimiter,
  key: Buffer,
  { chosen, login, ...proof }: PasswordChange,
): Promise<{ ended: string[]; owes: OutboxRow[] }> {
  return withOwnPassword(pool, limiter, proof, async (account) => {
    checkNewPassword({ ...account, password: chosen }, 'new');
    const passwordHash = await hashPassword(chosen);
    return inTransaction(pool, async (client) => {
      const { rowCount } = await client.query({
        name: 'accounts.change-password',
        text: 'update users set password_hash = $3 where id = $1 and password_hash = $2',
        values: [account.id, account.passwordHash, passwordHash],
      });
      if (rowCount === 0) throw new AccountError({ kind: 'wrong_credentials' });
      await endLinks(client, account.id, LINKS_OF_A_PASSWORD);
      await recordOwn(client, account, {
        action: 'changePassword',
        address: proof.address,
        fields: ['password'],
      });
      const ended = await endLogins(client, account.id, login);
      const notice = { kind: 'password-change-notice', email: account.email, userId: account.id } as const;
      return { ended, owes: [await oweLink(client, key, notice)] };
    });
  });
}
