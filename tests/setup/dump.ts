import type { Pool } from 'pg';

/**
 * The tables of a database in which a text stands, in whatever column and case, as a dump of it would show; in columns of
 * bytes, too.
 */
export async function tablesWith(pool: Pool, ...texts: string[]): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const patterns = texts.flatMap((text) => [text, Buffer.from(text).toString('hex')]);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await pool.query(
      `select from ${name} t where exists (
         select from unnest($1::text[]) as p (pattern) where position(lower(pattern) in lower(t::text)) > 0) limit 1`,
      [patterns],
    );
    if (rowCount) found.push(name.replace('public.', ''));
  }
  return found;
}
