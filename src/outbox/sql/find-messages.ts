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

/** The release before this one names no subject; the ids of its messages follow the order's own by the same clock. */
const BEFORE_MS = 1_000;
const AFTER_MS = 5_000;

/** What an order owes and owed, whenever that began, oldest first: the newest `limit`. Pruned rows are gone. */
export async function findMessages(pool: Pool, orderId: string, limit: number): Promise<MessageRecord[]> {
  const placed = timeOfUuid(orderId);
  const { rows } = await pool.query<MessageRecord>({
    name: 'operators.find-messages',
    text: `
      select id, job, created_at as "createdAt", published_at as "publishedAt", settled_at as "settledAt",
             failed_at as "failedAt", failed_attempts as "failedAttempts", failure_detail as "failureDetail"
        from (select * from outbox_messages where subject_id = $1::uuid
              union all
              select * from outbox_messages
               where id >= $2 and id < $3 and subject_id is null and payload->>'orderId' = $1::uuid::text) m
       order by id desc limit $4`,
    values: [orderId, uuidAt(placed - BEFORE_MS), uuidAt(placed + AFTER_MS), limit],
  });
  return rows.reverse();
}
