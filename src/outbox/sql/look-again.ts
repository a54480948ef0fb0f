import type { PoolClient } from 'pg';
import type { LookPauses } from './mark-published.ts';

/** Puts off the next look at messages that need nothing now: by their age, within bounds. */
export async function lookAgain(
  client: PoolClient,
  ids: readonly string[],
  { republishAfterMs, republishAtMostMs }: LookPauses,
): Promise<void> {
  await client.query({
    name: 'outbox.look-again',
    text: `
      update outbox_messages
         set next_look_at = now() + least(greatest(now() - created_at, $2 * interval '1 ms'), $3 * interval '1 ms')
       where id = any($1::uuid[]) and settled_at is null`,
    values: [ids, republishAfterMs, republishAtMostMs],
  });
}
