import type { Pool } from 'pg';
import { hashPassword } from '../../src/accounts/password.ts';
import type { LinkKind } from '../../src/links/link-kinds.ts';
import { sqlUserId } from '../setup/fill.ts';
import { PASSWORD } from './example.ts';

/** Bench users above it are made as they are needed: they have bought nothing. */
let last = 1_000_000;

/** Customers, or others, with the password of the benchmarks. @returns the number of the first */
export async function newPeople(pool: Pool, count: number, role = 'CUSTOMER'): Promise<number> {
  const first = last + 1;
  last += count;
  await pool.query(
    `insert into users (id, email, name, password_hash, role)
     select ${sqlUserId('n')}, 'person' || n || '@bench.example', 'Person ' || n, $1, $2
       from generate_series(${first}, ${last}) n`,
    [await hashPassword(PASSWORD), role],
  );
  return first;
}

let links = 0;

/**
 * Links that were mailed.
 * @param to a query of `user_id`, `email` and `order_id`, a row for each link
 * @returns their tokens
 */
export async function mailLinks(pool: Pool, kind: LinkKind, to: string): Promise<string[]> {
  const { rows } = await pool.query<{ token: string }>(
    `with person as materialized (
       select *, rpad('bench-' || (${links} + row_number() over ()) || '-', 43, '-') as token from (${to}) t
     ), mailed as (
       insert into mailed_links (id, kind, user_id, email, order_id, token_hash, expires_at, mailed_at)
       select gen_random_uuid(), $1, user_id, email, order_id, sha256(convert_to(token, 'UTF8')), now() + interval '1 day', now()
         from person
     )
     select token from person`,
    [kind],
  );
  links += rows.length;
  return rows.map(({ token }) => token);
}
