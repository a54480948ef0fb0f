import type { Pool } from 'pg';

/**
 * How far back the end of a number, or the address of a buyer whose account has another now, is looked for: an index of
 * its own would cost every order something.
 */
export const NEWEST_LOOKED_AT = 300_000;

/** Ids of the newest orders whose number ends so. @param ending six hexadecimal digits, in lower case */
export async function findByEnding(pool: Pool, ending: string, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'operators.find-by-ending',
    text: `
      select id from (select id from orders order by id desc limit $3) newest
       where right(id::text, 6) = $1 order by id desc limit $2`,
    values: [ending, limit, NEWEST_LOOKED_AT],
  });
  return rows.map((row) => row.id);
}
