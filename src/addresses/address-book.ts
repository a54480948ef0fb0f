import type { Pool, PoolClient } from 'pg';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { addressMembers, type PostalAddress, postalAddress } from './postal-address.ts';
import * as sql from './sql/keep-addresses.ts';

/** An address that a customer keeps. */
export interface BookAddress extends PostalAddress {
  id: string;
}

/** A customer's address. */
export interface AddressRef {
  readonly userId: string;
  readonly id: string;
}

/** A customer's addresses, newest first: at most `limits.addressBook`. */
export async function listAddresses(pool: Pool, userId: string): Promise<BookAddress[]> {
  return read(pool, userId, null);
}

export async function findAddress(pool: Pool, { userId, id }: AddressRef): Promise<BookAddress | undefined> {
  return (await read(pool, userId, id))[0];
}

/**
 * Keeps one more, in the caller's transaction. Locks the account (FOR NO KEY UPDATE), so that two at once are counted.
 *
 * @returns undefined where the book is full; `gone` where the account is no more
 */
export async function addAddress(
  client: PoolClient,
  userId: string,
  address: PostalAddress,
): Promise<BookAddress | 'gone' | undefined> {
  const { rowCount: held } = await client.query({ ...sql.holdBook, values: [userId] });
  if (held === 0) return 'gone';
  const id = newId();
  const values = [userId, id, ...valuesOf(address), limits.addressBook];
  const { rowCount } = await client.query({ ...sql.addAddress, values });
  return rowCount === 0 ? undefined : { id, ...address };
}

/** Puts `address` in the place of another one. @returns undefined where there is none */
export async function replaceAddress(
  pool: Pool,
  { userId, id }: AddressRef,
  address: PostalAddress,
): Promise<BookAddress | undefined> {
  const values = [userId, id, ...valuesOf(address)];
  const { rowCount } = await pool.query({ ...sql.replaceAddress, values });
  return rowCount === 0 ? undefined : { id: id.toLowerCase(), ...address };
}

/** @returns whether there was one */
export async function removeAddress(pool: Pool, { userId, id }: AddressRef): Promise<boolean> {
  const { rowCount } = await pool.query({ ...sql.removeAddress, values: [userId, id] });
  return rowCount === 1;
}

async function read(pool: Pool, userId: string, id: string | null): Promise<BookAddress[]> {
  const { rows } = await pool.query<sql.AddressRow>({ ...sql.readAddresses, values: [userId, id] });
  return rows.map((row) => ({ id: row.id, ...postalAddress(row) }));
}

const valuesOf = (address: PostalAddress): (string | null)[] =>
  addressMembers.map((member) => address[member] ?? null);
