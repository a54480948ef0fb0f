import type { Pool } from 'pg';

/** Removes messages that were settled before the retention, oldest first. @returns how many */
export async function pruneSettled(pool: Pool, retentionDays: number, limit: number): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'outbox.prune-settled',
    text: `
      delete from outbox_messages
       where id = any(array(
         select id from outbox_messages
          where settled_at < now() - $1 * interval '1 day' and settled_at is not null and failed_at is null
          order by settled_at limit $2 for update skip locked))`,
    values: [retentionDays, limit],
  });
  return rowCount ?? 0;
}

/** Removes messages whose job failed for good so long ago that nobody will ask for another try. @returns how many */
export async function pruneFailed(pool: Pool, retentionDays: number, limit: number): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'outbox.prune-failed',
    text: `
      delete from outbox_messages
       where id = any(array(
         select id from outbox_messages
          where failed_at < now() - $1 * interval '1 day'
          order by failed_at limit $2 for update skip locked))`,
    values: [retentionDays, limit],
  });
  return rowCount ?? 0;
}
