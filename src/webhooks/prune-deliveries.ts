import type { Pool } from 'pg';
import { limits } from '../limits.ts';

/** Removes what was owed longer ago than events are kept, with its attempts. @returns how many */
export async function pruneDeliveries(pool: Pool, limit: number): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'webhooks.prune-deliveries',
    text: `
      delete from webhook_deliveries
       where id = any(array(
         select id from webhook_deliveries where created_at < now() - $2 * interval '1 day'
          order by created_at limit $1 for update skip locked))`,
    values: [limit, limits.eventDays],
  });
  return rowCount ?? 0;
}

/** Removes replays that are over as long. @returns how many */
export async function pruneReplays(pool: Pool, limit: number): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'webhooks.prune-replays',
    text: `
      delete from webhook_replays
       where id = any(array(
         select id from webhook_replays where created_at < now() - $2 * interval '1 day' limit $1 for update skip locked))`,
    values: [limit, limits.eventDays],
  });
  return rowCount ?? 0;
}
