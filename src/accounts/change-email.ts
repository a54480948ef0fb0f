import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { endLinks } from '../links/end-links.ts';
import { oweLink } from '../links/owe-link.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import type { LoginLimiter } from './login-limiter.ts';
import { type PasswordProof, withOwnPassword } from './own-password.ts';
import { recordOwn } from './record-own.ts';

export interface EmailChange extends PasswordProof {
  /** The new one. */
  email: string;
}

/**
 * Mails a link to the new address of an account, and a notice to the one that it has. Nothing else changes until the link
 * is used; a link that was asked for before ends. Whether the address has an account is not asked: nobody learns it here.
 *
 * @param key of the links
 * @returns what to publish after the commit; nothing where it is the address that the account has
 * @throws {AccountError} as `withOwnPassword` @throws {Abandoned}
 */
export function requestEmailChange(
  pool: Pool,
  limiter: LoginLimiter,
  key: Buffer,
  { email, ...proof }: EmailChange,
): Promise<OutboxRow[]> {
  return withOwnPassword(pool, limiter, proof, async (account) => {
    if (email.toLowerCase() === account.email) return [];
    const userId = account.id;
    return inTransaction(pool, async (client) => {
      await endLinks(client, userId, ['email-change']);
      await recordOwn(client, account, { action: 'changeEmail', address: proof.address });
      return [
        await oweLink(client, key, { kind: 'email-change', email, userId }),
        await oweLink(client, key, { kind: 'email-change-notice', email: account.email, userId }),
      ];
    });
  });
}
