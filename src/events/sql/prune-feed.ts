import type { Pool } from 'pg';
import { limits } from '../../limits.ts';

/** Removes what is older than events are kept. @returns how many rows */
export async function pruneFeed(pool: Pool, limit: number): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'events.prune-feed',
    text: `
      delete from event_feed
       where position = any(array(
         select position from event_feed where sequenced_at < now() - $2 * interval '1 day'
          order by sequenced_at limit $1 for update skip locked))`,
    values: [limit, limits.eventDays],
  });
  return rowCount ?? 0;
}
