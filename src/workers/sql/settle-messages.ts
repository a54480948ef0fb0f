import type { Pool, PoolClient } from 'pg';

/** Nothing is owed any more: the job succeeded, or it failed for good and waits for an operator. */
export async function settleMessages(client: Pool | PoolClient, ids: readonly string[]): Promise<void> {
  await client.query({
    name: 'outbox.settle',
    text: 'update outbox_messages set settled_at = now() where id = any($1::uuid[]) and settled_at is null',
    values: [ids],
  });
}
