import type { Pool, PoolClient } from 'pg';

/**
 * Owes messages again whose job failed for good, or was unknown until now. `published` where their job has been put
 * back into its queue already; without it the relay does that.
 *
 * @returns the ids of those for which that was so
 */
export async function reopenMessages(
  client: Pool | PoolClient,
  ids: readonly string[],
  options: { published: boolean },
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({
    name: 'outbox.reopen',
    text: `
      update outbox_messages
         set settled_at = null, failed_at = null, failure = null, failure_detail = null, failed_attempts = null,
             unknown_since = null, next_look_at = now(), published_at = case when $2 then now() end
       where id = any($1::uuid[]) and (failed_at is not null or (unknown_since is not null and settled_at is null))
      returning id`,
    values: [ids, options.published],
  });
  return rows.map((row) => row.id);
}
