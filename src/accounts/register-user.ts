import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { newId } from '../ids.ts';
import { oweLink } from '../links/owe-link.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import { AccountError } from './account-error.ts';
import { checkNewPassword } from './check-password.ts';
import { type Account, accountMembers, accountOf } from './find-account.ts';
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

export interface Registered {
  user: Account;
  /** The mail that welcomes, to publish after the commit. */
  owes: OutboxRow[];
}

interface AccountRow {
  email: string;
  name: string;
  passwordHash: string;
}

/**
 * Makes a customer's account, or makes one of a guest in one statement, and owes the mail that confirms its address: both
 * or neither.
 *
 * @param key of the links
 * @throws {AccountError} `unfit_password` for one that is guessed first; `email_taken` when the address has an account, in
 *   whatever case; `already_registered` when the guest has become one before; `busy` when too many wait for the hash of
 *   their password @throws {Abandoned}
 */
export async function registerUser(pool: Pool, key: Buffer, input: NewUser): Promise<Registered> {
  const account = await accountFor(input);
  return inTransaction(pool, async (client) => {
    const user = await writeAccount(client, account, input.guestId);
    if (!user) throw new AccountError({ kind: 'email_taken' });
    return { user, owes: [await oweWelcome(client, key, account.email, user.id)] };
  });
}

/**
 * The same for a shop that does not say who has an account: where the address has one, its owner gets a mail instead, and
 * whoever asked is told the same after the same work.
 *
 * @returns what to publish after the commit
 * @throws {AccountError} as `registerUser`, but never `email_taken` @throws {Abandoned}
 */
export async function registerPrivately(pool: Pool, key: Buffer, input: NewUser): Promise<OutboxRow[]> {
  const account = await accountFor(input);
  const { email } = account;
  const register = async (client: PoolClient): Promise<OutboxRow> => {
    const user = await writeAccount(client, account, input.guestId);
    return user ? oweWelcome(client, key, email, user.id) : oweNotice(client, key, email);
  };
  try {
    return [await inTransaction(pool, register)];
  } catch (error) {
    if (error instanceof AccountError && error.fault.kind === 'email_taken')
      return [await oweNotice(pool, key, email)];
    throw error;
  }
}

async function accountFor(input: NewUser): Promise<AccountRow> {
  checkNewPassword(input);
  const passwordHash = await hashingLine.run({ kind: 'registration', ...input }, () =>
    hashPassword(input.password),
  );
  return { email: input.email.toLowerCase(), name: input.name, passwordHash };
}

const oweWelcome = (client: PoolClient, key: Buffer, email: string, userId: string): Promise<OutboxRow> =>
  oweLink(client, key, { kind: 'email-confirmation', email, userId });

const oweNotice = (client: Pool | PoolClient, key: Buffer, email: string): Promise<OutboxRow> =>
  oweLink(client, key, { kind: 'registration-notice', email });

/** @returns undefined where the address has an account */
async function writeAccount(
  client: PoolClient,
  account: AccountRow,
  guestId: string | undefined,
): Promise<Account | undefined> {
  const { email, name, passwordHash } = account;
  if (guestId !== undefined) return becomeAccount(client, guestId, account);
  const { rows } = await client.query({
    name: 'accounts.register',
    text: `
      insert into users (id, email, name, password_hash, role) values ($1, $2, $3, $4, 'CUSTOMER')
      on conflict (email) do nothing returning ${accountMembers}`,
    values: [newId(), email, name, passwordHash],
  });
  return accountOf(rows);
}

/**
 * The address is asked for first: of two who take it at once one meets the other's, and ends its transaction.
 *
 * @returns undefined where the address has an account
 */
async function becomeAccount(
  client: PoolClient,
  guestId: string,
  { email, name, passwordHash }: AccountRow,
): Promise<Account | undefined> {
  // A repeat of what was answered already is told the same as any other who has an account.
  const { rowCount: taken } = await client.query('select from users where email = $1', [email]);
  if (taken !== 0) return undefined;
  const { rows } = await client
    .query({
      name: 'accounts.register-guest',
      text: `
        update users set email = $2, name = $3, password_hash = $4, role = 'CUSTOMER'
         where id = $1 and role = 'GUEST' and erased_at is null returning ${accountMembers}`,
      values: [guestId, email, name, passwordHash],
    })
    .catch((error) => {
      throw error.code === UNIQUE_VIOLATION ? new AccountError({ kind: 'email_taken' }) : error;
    });
  if (rows.length === 0) throw new AccountError({ kind: 'already_registered' });
  return accountOf(rows);
}

const UNIQUE_VIOLATION = '23505';
