import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { User } from '../entities/user.entity.ts';
import { endLinks } from '../links/end-links.ts';
import { LinkExpired } from '../links/link-expired.ts';
import { oweLink } from '../links/owe-link.ts';
import { type MailedTo, useLink } from '../links/use-link.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import { AccountError } from './account-error.ts';
import { recordOwn } from './record-own.ts';

/** Links that say that an address is somebody's. */
export const CONFIRMATIONS = ['email-confirmation', 'email-change'] as const;

/**
 * Confirms the address that a link was mailed to: that of an account, or the one that it is to have from now on. One
 * transaction, which uses the link up and locks the user's row.
 *
 * @param address where the request comes from
 * @throws {LinkExpired} also where the account has another address by now
 * @throws {AccountError} `email_taken` when another account has the address; the link stays good
 */
export async function confirmEmail(pool: Pool, token: string, address: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const link = await useLink(client, CONFIRMATIONS, token);
    const isDone = await (link.kind === 'email-change'
      ? changeTo(client, link, address)
      : confirm(client, link));
    if (!isDone) throw new LinkExpired();
  });
}

async function confirm(client: PoolClient, { userId, email }: MailedTo): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'accounts.confirm-email',
    text: `update users set email_verified_at = coalesce(email_verified_at, now()) where id = $1 and email = $2`,
    values: [userId, email],
  });
  return rowCount === 1;
}

const UNIQUE_VIOLATION = '23505';

/** What was mailed to the old address is over: whoever reads it may not be the owner any more. */
async function changeTo(client: PoolClient, { userId, email }: MailedTo, address: string): Promise<boolean> {
  if (userId === null) return false;
  const { rows } = await client
    .query<Pick<User, 'role'>>({
      name: 'accounts.change-email',
      text: `update users set email = $2, email_verified_at = now()
              where id = $1 and email is not null returning role`,
      values: [userId, email],
    })
    .catch((error) => {
      throw error.code === UNIQUE_VIOLATION ? new AccountError({ kind: 'email_taken' }) : error;
    });
  const [user] = rows;
  if (!user) return false;
  await endLinks(client, userId, ['password-reset', ...CONFIRMATIONS]);
  await recordOwn(client, { id: userId, ...user }, { action: 'confirmEmail', address, fields: ['email'] });
  return true;
}

/**
 * Mails the link that confirms an account's address once more. In the caller's transaction.
 *
 * @returns what to publish; nothing where it is confirmed, or there is no account
 */
export async function requestConfirmation(
  client: PoolClient,
  key: Buffer,
  userId: string,
): Promise<OutboxRow[]> {
  const { rows } = await client.query<{ email: string }>({
    name: 'accounts.read-unconfirmed',
    text: 'select email from users where id = $1 and email is not null and email_verified_at is null',
    values: [userId],
  });
  const [account] = rows;
  return account ? [await oweLink(client, key, { kind: 'email-confirmation', ...account, userId })] : [];
}
