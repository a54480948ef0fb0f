import type { Pool, PoolClient } from 'pg';

/** Pause until a message that a queue has is looked at again: its age, so that it doubles, within these bounds. */
export interface LookPauses {
  readonly republishAfterMs: number;
  readonly republishAtMostMs: number;
}

export const lookPauses: LookPauses = { republishAfterMs: 60_000, republishAtMostMs: 600_000 };

/**
 * Notes that rows were handed to a queue, so that the relay leaves them alone for a while. Rows whose job is
 * over already need no note.
 *
 * Alone in its transaction it does not wait for the disk: a note that a crash of PostgreSQL takes along
 * costs a second publication, which makes no second job.
 */
export async function markPublished(
  client: Pool | PoolClient,
  ids: readonly string[],
  pauses: LookPauses = lookPauses,
): Promise<void> {
  await client.query({
    name: 'outbox.mark-published',
    text: `
      with hurry as materialized (select set_config('synchronous_commit', 'off', true))
      update outbox_messages
         set published_at = now(),
             next_look_at = now() + least(greatest(now() - created_at, $2 * interval '1 ms'), $3 * interval '1 ms')
       where id = any($1::uuid[]) and settled_at is null and exists (select from hurry)`,
    values: [ids, pauses.republishAfterMs, pauses.republishAtMostMs],
  });
}
