import type { Pool } from 'pg';
import { timeOfUuid, uuidAt } from '../../lists/uuid-time.ts';

export interface MessageRecord {
  id: string;
  job: string;
  createdAt: Date;
  publishedAt: Date | null;
  settledAt: Date | null;
  /** Its job failed for good: when, after how many attempts, and what the last one said. */
  failedAt: Date | null;
  failedAttempts: number | null;
  failureDetail: string | null;
}

/** An order's messages get their ids right after the order's own, by the same clock; in ms. */
const BEFORE_MS = 1_000;
const AFTER_MS = 5_000;

/**
 * What an order owed when it was placed. Its payload has no index: its id does, and lies within seconds of
 * the order's. Pruned rows are gone.
 */
export async function findMessages(pool: Pool, orderId: string): Promise<MessageRecord[]> {
  const placed = timeOfUuid(orderId);
  const { rows } = await pool.query<MessageRecord>({
    name: 'operators.find-messages',
    text: `
      select id, job, created_at as "createdAt", published_at as "publishedAt", settled_at as "settledAt",
             failed_at as "failedAt", failed_attempts as "failedAttempts", failure_detail as "failureDetail"
        from outbox_messages
       where id >= $1 and id < $2 and payload->>'orderId' = $3
       order by id limit 20`,
    values: [uuidAt(placed - BEFORE_MS), uuidAt(placed + AFTER_MS), orderId],
  });
  return rows;
}
