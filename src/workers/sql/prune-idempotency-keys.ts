import type { Pool } from 'pg';

/**
 * Removes keys that have expired, oldest first. What a checkout has locked is left alone: it is about to be used
 * again. @returns how many
 */
export async function pruneIdempotencyKeys(pool: Pool, limit: number): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'idempotency.prune',
    text: `
      delete from idempotency_keys
       where ctid = any(array(
         select ctid from idempotency_keys where expires_at <= now()
          order by expires_at limit $1 for update skip locked))`,
    values: [limit],
  });
  return rowCount ?? 0;
}
