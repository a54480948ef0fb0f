import type { Pool, PoolClient } from 'pg';

/**
 * Notes that rows were handed to a queue, so that the relay leaves them alone for a while. Rows whose job is
 * over already need no note.
 *
 * Alone in its transaction it does not wait for the disk: a note that a crash of PostgreSQL takes along
 * costs a second publication, which makes no second job.
 */
export async function markPublished(client: Pool | PoolClient, ids: readonly string[]): Promise<void> {
  await client.query({
    name: 'outbox.mark-published',
    text: `
      with hurry as materialized (select set_config('synchronous_commit', 'off', true))
      update outbox_messages set published_at = now()
       where id = any($1::uuid[]) and settled_at is null and exists (select from hurry)`,
    values: [ids],
  });
}
