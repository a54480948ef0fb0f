import type { Pool } from 'pg';
import { newId } from '../../ids.ts';
import { administratorEmail } from './plan-orders.ts';

export interface NeededAccount {
  email: string;
  name: string;
}

/** The account that sets prices. */
export function prepareAdministrator(pool: Pool, passwordHash: string): Promise<void> {
  return upsert(pool, [{ email: administratorEmail, name: 'Replay' }], 'ADMIN', passwordHash);
}

/**
 * Makes the accounts that buy, in one statement. They share one hash: hashing a password for each of thousands
 * would be minutes of work for nothing.
 */
export function prepareCustomers(
  pool: Pool,
  customers: readonly NeededAccount[],
  passwordHash: string,
): Promise<void> {
  return upsert(pool, customers, 'CUSTOMER', passwordHash);
}

async function upsert(
  pool: Pool,
  accounts: readonly NeededAccount[],
  role: string,
  passwordHash: string,
): Promise<void> {
  await pool.query(
    `insert into users (id, email, name, password_hash, role)
     select id, email, name, $4, $5 from unnest($1::uuid[], $2::text[], $3::text[]) as t (id, email, name)
         on conflict (email) do update set password_hash = excluded.password_hash, role = excluded.role`,
    [
      accounts.map(() => newId()),
      accounts.map((account) => account.email),
      accounts.map((account) => account.name),
      passwordHash,
      role,
    ],
  );
}

/** Nobody can log in as the replay's administrator until the next one: no hash matches this text. */
export async function lockAdministrator(pool: Pool): Promise<void> {
  await pool.query(`update users set password_hash = 'locked', role = 'CUSTOMER' where email = $1`, [
    administratorEmail,
  ]);
  await pool.query('delete from refresh_tokens where user_id in (select id from users where email = $1)', [
    administratorEmail,
  ]);
}
