import type { Pool, PoolClient } from 'pg';

/** Notes that rows were handed to a queue, so that the relay leaves them alone for a while. */
export async function markPublished(client: Pool | PoolClient, ids: readonly string[]): Promise<void> {
  await client.query({
    name: 'outbox.mark-published',
    text: 'update outbox_messages set published_at = now() where id = any($1::uuid[])',
    values: [ids],
  });
}
