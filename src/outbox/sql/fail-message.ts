import type { Pool, PoolClient } from 'pg';
import type { Failure } from '../../jobs/failure.ts';

/** The job failed for good: nothing more is done about the message until somebody asks for another try. */
export async function failMessage(
  client: Pool | PoolClient,
  id: string,
  { failure, detail, attempts }: Failure,
): Promise<void> {
  await client.query({
    name: 'outbox.fail',
    text: `
      update outbox_messages
         set settled_at = coalesce(settled_at, now()), failed_at = now(),
             failure = $2, failure_detail = $3, failed_attempts = $4
       where id = $1 and (settled_at is null or failed_at is not null)`,
    values: [id, failure, detail, attempts],
  });
}
