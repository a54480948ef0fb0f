import type { Pool, PoolClient } from 'pg';

/**
 * Notes that a worker met messages whose job it does not know or cannot read. @returns for how many milliseconds
 * each that is still owed has been unknown, by its id
 */
export async function noteUnknown(
  client: Pool | PoolClient,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; for_ms: number }>({
    name: 'outbox.note-unknown',
    text: `
      update outbox_messages set unknown_since = coalesce(unknown_since, now())
       where id = any($1::uuid[]) and settled_at is null
      returning id, (extract(epoch from now() - unknown_since) * 1000)::float8 as for_ms`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, row.for_ms]));
}
