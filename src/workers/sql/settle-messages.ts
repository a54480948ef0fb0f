import type { Pool, PoolClient } from 'pg';

/** Nothing is owed any more: the jobs succeeded, some of them after they had failed for good once. */
export async function settleMessages(client: Pool | PoolClient, ids: readonly string[]): Promise<void> {
  await client.query({
    name: 'outbox.settle',
    text: `
      update outbox_messages
         set settled_at = now(), failed_at = null, failure = null, failure_detail = null, failed_attempts = null
       where id = any($1::uuid[]) and (settled_at is null or failed_at is not null)`,
    values: [ids],
  });
}
