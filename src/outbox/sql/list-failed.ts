import type { Pool, PoolClient } from 'pg';
import type { OutboxFailure } from '../../entities/outbox-message.entity.ts';

export interface FailedMessage {
  id: string;
  job: string;
  /** The order that it is about, or whatever else it may be; null for nothing. */
  about: string | null;
  failure: OutboxFailure;
  detail: string;
  attempts: number;
  failedAt: Date;
}

/** Where a page of failed messages ended. */
export interface FailedBefore {
  failedAt: Date;
  id: string;
}

/**
 * Messages whose job failed for good, the latest first.
 *
 * @param before those that come after it; from the latest on where it is left out
 */
export async function listFailed(pool: Pool, limit: number, before?: FailedBefore): Promise<FailedMessage[]> {
  const { rows } = await pool.query<FailedMessage>({
    name: 'outbox.list-failed',
    text: `
      select id, job, coalesce(subject_id::text, payload->>'orderId') as about, failure, failure_detail as detail, failed_attempts as attempts,
             failed_at as "failedAt"
        from outbox_messages
       where failed_at is not null and (failed_at, id) < ($2::timestamptz, $3::uuid)
       order by failed_at desc, id desc limit $1`,
    values: [limit, before?.failedAt ?? 'infinity', before?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  });
  // The ORM's pool leaves it as text.
  return rows.map((row) => ({ ...row, failedAt: new Date(row.failedAt) }));
}

/**
 * Ids of messages that had failed before an instant: of those that are meant (by their own id, or by that of the
 * order that they are about), or of all of them.
 */
export async function findFailed(
  pool: Pool | PoolClient,
  wanted: string | undefined,
  before: Date,
  limit: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'outbox.find-failed',
    text: `
      select id from outbox_messages
       where failed_at <= $2 and ($1::text is null or $1 in (id::text, coalesce(subject_id::text, payload->>'orderId')))
       order by failed_at limit $3`,
    values: [wanted ?? null, before, limit],
  });
  return rows.map((row) => row.id);
}
