import type { Pool } from 'pg';

/** What people call users and API keys, by id; whoever was erased, and a key of before, has none. */
export async function findNames(pool: Pool, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; name: string }>({
    name: 'admin.find-names',
    text: `
      select id, coalesce(name, email) as name from users
       where id = any($1::uuid[]) and coalesce(name, email) is not null
      union all
      select id, name from api_keys where id = any($1::uuid[])`,
    values: [[...new Set(ids)]],
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
