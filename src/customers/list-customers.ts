import type { Pool } from 'pg';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import {
  type CustomerRow,
  type CustomerView,
  customerColumns,
  ordersOfCustomer,
  viewOfCustomer,
} from './customer-view.ts';

export interface CustomerQuery {
  /** The whole address, in upper or lower case. */
  email?: string | undefined;
  /** A part of name or e-mail address, without regard to case. */
  q?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface CustomerPage {
  items: CustomerView[];
  nextCursor: string | null;
}

/** Among so many of the next customers a common part is met; what is rare is looked up instead. */
const COMMON_WALK = 2_000;
/** Customers that one page walks through at most, for a part that the index cannot look up. */
const MAX_WALK = 20_000;

/** Three letters or digits in a row, as the index of parts has them (pg_trgm). */
const INDEXED = /[\p{L}\p{N}]{3}/u;

/** The indexed expression. */
const words = `(lower(name) || ' ' || email)`;

/**
 * A page of the customers, who came last first. An e-mail address is looked up. A part of name or address is looked
 * for among the next customers, and in the index of parts where these have too few. What is too short for the index
 * is met on the walk alone: then a page may be shorter than its limit, and the next one walks on.
 *
 * @throws {InvalidCursor}
 */
export async function listCustomers(pool: Pool, query: CustomerQuery): Promise<CustomerPage> {
  const { q, email, limit } = query;
  const list =
    q === undefined && email === undefined ? 'customers' : JSON.stringify([email ?? null, q ?? null]);
  const after = query.cursor === undefined ? LAST : decodeCursor(query.cursor, list, 'none').id;
  const cursorAt = (id: string) => encodeCursor({ sort: list, value: null, id });
  const pattern = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  const read = (customers: string, values: unknown[]) => readPage(pool, customers, [limit + 1, ...values]);
  const page = (found: CustomerRow[], end?: string): CustomerPage => {
    const rows = found.slice(0, limit);
    const last = found.length > limit ? rows.at(-1)?.id : end;
    return { items: rows.map(viewOfCustomer), nextCursor: last === undefined ? null : cursorAt(last) };
  };

  if (email !== undefined) {
    const one = `${customers} and email = lower($2) and ${words} like lower($3) and id < $4::uuid limit $1`;
    return page(await read(one, [email, pattern, after]));
  }
  if (q === undefined)
    return page(await read(`${customers} and id < $2::uuid order by id desc limit $1`, [after]));

  const isIndexed = INDEXED.test(q);
  const length = isIndexed ? COMMON_WALK : MAX_WALK;
  const walked = `${customers} and id < $2::uuid order by id desc limit ${length}`;
  const met = await read(
    `select * from (${walked}) w where ${words} like lower($3) order by id desc limit $1`,
    [after, pattern],
  );
  if (met.length > limit) return page(met);
  const end = await pool.query<{ id: string }>(
    `select id from (${walked.replaceAll('$2', '$1')}) w order by id desc offset ${length - 1}`,
    [after],
  );
  if (end.rows[0] === undefined || !isIndexed) return page(met, end.rows[0]?.id);
  // Materialized: else the order would lead through all customers.
  const found = `with found as materialized (${customers} and ${words} like lower($3) and id < $2::uuid)
                 select * from found order by id desc limit $1`;
  return page(await read(found, [after, pattern]));
}

const customers = `select id, role, name, email, created_at from users where role = 'CUSTOMER'`;
/** No customer comes after it. */
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

async function readPage(pool: Pool, statement: string, values: unknown[]): Promise<CustomerRow[]> {
  const { rows } = await pool.query<CustomerRow>(
    `select ${customerColumns} from (${statement}) u ${ordersOfCustomer} order by u.id desc`,
    values,
  );
  return rows;
}
