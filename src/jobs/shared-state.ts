import type { Pool, PoolClient } from 'pg';

export interface SharedState<Value> {
  readonly value: Value;
  readonly notedAt: Date;
}

/** Leaves what every worker, the API and operators should know under a name; the last one counts. */
export async function writeSharedState(
  client: Pool | PoolClient,
  name: string,
  value: unknown,
): Promise<void> {
  await client.query({
    name: 'shared-state.write',
    text: `
      insert into worker_notes (name, value) values ($1, $2)
      on conflict (name) do update set value = excluded.value, noted_at = now()`,
    values: [name, JSON.stringify(value)],
  });
}

export async function readSharedState<Value>(
  client: Pool | PoolClient,
  name: string,
): Promise<SharedState<Value> | undefined> {
  const { rows } = await client.query<{ value: Value; ms: number }>({
    name: 'shared-state.read',
    text: `select value, (extract(epoch from noted_at) * 1000)::float8 as ms from worker_notes where name = $1`,
    values: [name],
  });
  return rows[0] && { value: rows[0].value, notedAt: new Date(rows[0].ms) };
}
