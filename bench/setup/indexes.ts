import type { Pool } from 'pg';

/**
 * Does bulk work without the indexes that no constraint needs, and makes them again: one sort is cheaper than a million
 * insertions. Without autovacuum as well, which would read what is being written; whoever calls this vacuums.
 */
export async function withoutSecondaryIndexes(
  pool: Pool,
  tables: string[],
  work: () => Promise<void>,
): Promise<void> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
       from pg_index i
      where i.indrelid = any(array(select to_regclass(t) from unnest($1::text[]) t))
        and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [tables],
  );
  if (rows.length > 0) await pool.query(`drop index ${rows.map(({ name }) => name).join(', ')}`);
  for (const table of tables) await pool.query(`alter table ${table} set (autovacuum_enabled = false)`);
  await work();
  for (const table of tables) await pool.query(`alter table ${table} reset (autovacuum_enabled)`);
  await Promise.all(
    rows.map(async ({ definition }) => {
      const client = await pool.connect();
      try {
        await client.query(`set maintenance_work_mem = '512MB'`);
        await client.query(definition);
      } finally {
        client.release(true);
      }
    }),
  );
}
