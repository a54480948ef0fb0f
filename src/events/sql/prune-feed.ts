import type { Pool } from 'pg';
import { limits } from '../../limits.ts';

/** Names what a reader is too late for: the last position that was removed. */
const REMOVED = 'events.removed';

/** Removes what is older than events are kept, and notes how far it came. @returns how many rows */
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
        select '${REMOVED}', to_jsonb(max(position)::text) from gone having count(*) > 0
        on conflict (name) do update
           set value = to_jsonb(greatest((n.value #>> '{}')::bigint, (excluded.value #>> '{}')::bigint)::text), noted_at = now()
      )
      select count(*)::int as removed from gone`,
    values: [limit, limits.eventDays],
  });
  return rows[0]!.removed;
}

/** The first position that is kept, as SQL; null where nothing was removed yet. */
export const firstKept = `(select (value #>> '{}')::bigint + 1 from worker_notes where name = '${REMOVED}')`;
