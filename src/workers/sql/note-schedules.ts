import type { Pool } from 'pg';

/** A schedule that no worker has known for so long is retired: longer than a deploy takes, or is paused. */
const RETIRED_AFTER = '1 day';

/**
 * Says that a worker runs that knows these schedules, and begins to count for the others that it met. The note is
 * what workers of different versions tell each other by.
 *
 * @returns those of the others that no worker has known for a day
 */
export async function noteSchedules(
  pool: Pool,
  known: readonly string[],
  met: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>({
    name: 'schedules.note',
    text: `
      with noted as (
        insert into worker_notes (name, value)
        select 'schedules.known', coalesce(jsonb_object_agg(n.name, now()), '{}')
          from unnest($1::text[] || $2::text[]) as n (name)
        on conflict (name) do update
           set value = excluded.value || worker_notes.value
                       || coalesce((select jsonb_object_agg(k.name, now()) from unnest($1::text[]) as k (name)), '{}'),
               noted_at = now()
        returning value
      )
      select m.name from noted, unnest($2::text[]) as m (name)
       where (value ->> m.name)::timestamptz < now() - $3::interval`,
    values: [known, met, RETIRED_AFTER],
  });
  return rows.map((row) => row.name);
}

/** They have been removed; one that comes back counts anew. */
export async function forgetSchedules(pool: Pool, names: readonly string[]): Promise<void> {
  await pool.query({
    name: 'schedules.forget',
    text: `update worker_notes set value = value - $1::text[] where name = 'schedules.known'`,
    values: [names],
  });
}
