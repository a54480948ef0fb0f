import type { Pool } from 'pg';
import { limits } from '../../limits.ts';

/**
 * Removes what is older than events are kept, and notes the last position of it: a
 * reader who is not behind that has missed something. @returns how many rows
 */
export async function pruneFeed(pool: Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ removed: number }>({
    name: 'events.prune-feed',
    text: `
      with gone as (
        delete from event_feed
         where position = any(array(
           select position from event_feed where sequenced_at < now() - $2 * interval '1 day'
            order by sequenced_at limit $1 for update skip locked))
        returning position
      ), noted as (
        insert into worker_notes as n (name, value)
        select 'events.removed', to_jsonb(max(position)::text) from gone having count(*) > 0
        on conflict (name) do update
           set value = to_jsonb(greatest((n.value #>> '{}')::bigint, (excluded.value #>> '{}')::bigint)::text), noted_at = now()
      )
      select count(*)::int as removed from gone`,
    values: [limit, limits.eventDays],
  });
  return rows[0]!.removed;
}
