import type { Pool } from 'pg';
import { FIRST_ID } from '../../ids.ts';

/** Rows in one statement: some tens of milliseconds. */
const BATCH = 10_000;

/**
 * The queues have lost what was published until now: all of it is due again, as if it had never been published.
 * In order of the ids, so that no row is read twice.
 *
 * @returns the database's time until which it holds
 */
export async function forgetPublished(pool: Pool): Promise<string> {
  const { rows: clock } = await pool.query<{ now: string }>('select now()::text as now');
  const { now } = clock[0] as { now: string };
  for (let after: string | null = FIRST_ID; after !== null; ) {
    const { rows }: { rows: { last: string | null }[] } = await pool.query({
      name: 'outbox.forget-published',
      text: `
        with batch as (
          select id from outbox_messages where settled_at is null and id > $1 order by id limit $2
        ), forgotten as (
          update outbox_messages set published_at = null, next_look_at = now()
           where id = any(array(select id from batch)) and settled_at is null and published_at <= $3::timestamptz
        )
        select max(id::text)::uuid as last from batch`,
      values: [after, BATCH, now],
    });
    after = rows[0]?.last ?? null;
  }
  return now;
}
