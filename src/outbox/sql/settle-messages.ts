import type { Pool, PoolClient } from 'pg';

/**
 * Nothing is owed any more: the jobs succeeded, some of them after they had failed for good once.
 *
 * Alone in its transaction it does not wait for the disk: a message that a crash of PostgreSQL makes owed again is
 * published once more, and its job finds its work done. The list is hidden from the planner, which would plan for each length anew.
 */
export async function settleMessages(client: Pool | PoolClient, ids: readonly string[]): Promise<void> {
  await client.query({
    name: 'outbox.settle',
    text: `
      with hurry as materialized (select set_config('synchronous_commit', 'off', true))
      update outbox_messages
         set settled_at = now(), failed_at = null, failure = null, failure_detail = null, failed_attempts = null
       where id = any((select $1::uuid[])::uuid[]) and (settled_at is null or failed_at is not null) and exists (select from hurry)`,
    values: [ids],
  });
}
