import type { Pool } from 'pg';
import type { LookPauses } from './mark-published.ts';

/**
 * Makes what was noted as published since then due at once, where it is young enough for the shortest pause: its look
 * is as far ahead as that pause, which the index finds, however much else is owed.
 *
 * @param since the database's time
 */
export async function lookAtNotesSince(
  pool: Pool,
  since: string,
  { republishAfterMs }: LookPauses,
): Promise<void> {
  await pool.query({
    name: 'outbox.look-at-notes-since',
    text: `
      update outbox_messages set next_look_at = now()
       where settled_at is null and published_at > $1::timestamptz
         and next_look_at > $1::timestamptz + $2 * interval '1 ms'
         and next_look_at <= now() + $2 * interval '1 ms'`,
    values: [since, republishAfterMs],
  });
}
