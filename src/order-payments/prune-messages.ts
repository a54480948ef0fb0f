import type { Pool } from 'pg';
import { pruneMessages as statement } from './sql/inbox.ts';

/** Removes webhooks that were settled 60 days ago. @returns how many of at most `limit` */
export async function pruneMessages(pool: Pool, limit: number): Promise<number> {
  const { rowCount } = await pool.query({ ...statement, values: [limit] });
  return rowCount ?? 0;
}
