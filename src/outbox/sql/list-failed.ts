import type { Pool } from 'pg';
import type { OutboxFailure } from '../../entities/outbox-message.entity.ts';

export interface FailedMessage {
  id: string;
  job: string;
  payload: Record<string, unknown>;
  failure: OutboxFailure;
  detail: string;
  attempts: number;
  failedAt: Date;
}

/** Messages whose job failed for good, the latest first. */
export async function listFailed(pool: Pool, limit: number): Promise<FailedMessage[]> {
  const { rows } = await pool.query<FailedMessage>({
    name: 'outbox.list-failed',
    text: `
      select id, job, payload, failure, failure_detail as detail, failed_attempts as attempts,
             failed_at as "failedAt"
        from outbox_messages where failed_at is not null order by failed_at desc limit $1`,
    values: [limit],
  });
  return rows;
}

/**
 * Ids of messages that had failed before an instant: of the one that is meant (its own id, or that of the order
 * that it is about), or of all of them.
 */
export async function findFailed(
  pool: Pool,
  wanted: string | undefined,
  before: Date,
  limit: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'outbox.find-failed',
    text: `
      select id from outbox_messages
       where failed_at <= $2 and ($1::text is null or id::text = $1 or payload->>'orderId' = $1)
       order by failed_at limit $3`,
    values: [wanted ?? null, before, limit],
  });
  return rows.map((row) => row.id);
}
