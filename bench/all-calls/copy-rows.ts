import type { Pool } from 'pg';

/** What depends on no column is worked out once for all rows. */
const AN_ID_EACH = 'case when n > 0 then gen_random_uuid() end';

/**
 * Rows like one that is there, at once: thousands by requests would take longer than what is measured.
 * @param changed what is another in copy `n`, as SQL by column; each has an id of its own
 * @returns the ids
 */
export async function copyRows(pool: Pool, { table, id, count, changed = {} }: CopiedRow): Promise<string[]> {
  const members = Object.entries({ id: AN_ID_EACH, ...changed }).map(([name, sql]) => `'${name}', ${sql}`);
  const { rows } = await pool.query<{ id: string }>(
    `insert into ${table}
     select copy.* from ${table} t, generate_series(1, ${count}) n,
            lateral jsonb_populate_record(t, jsonb_build_object(${members.join(', ')})) copy
      where t.id = $1
     returning id`,
    [id],
  );
  await pool.query(`analyze ${table}`);
  return rows.map((row) => row.id);
}

export interface CopiedRow {
  table: string;
  id: string;
  count: number;
  changed?: Record<string, string>;
}
