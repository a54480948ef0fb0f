import type { Pool } from 'pg';
import { mailJobs } from './count-mails.ts';

/** What the outbox still owes. Counts stop at `MOST`. */
export interface Backlog {
  owed: number;
  /** Of these, mails. */
  mails: number;
  /** Not handed to a queue yet. */
  unpublished: number;
  oldestOwedMs: number | null;
  /** Whose job failed for good, whether or not a queue still has it. */
  failed: number;
  /** Of these, mails. */
  failedMails: number;
  /** The outbox lag: how long the oldest message waits to be handed to a queue. */
  oldestUnpublishedMs: number | null;
  /** Waiting for a worker of a version that knows them. */
  unknown: number;
}

/** Rows counted at most: more than this is "many" to anybody. */
export const MOST = 20_000;

/** From the indexes of what is owed and of what failed, which hold nothing else. */
export async function readBacklog(pool: Pool): Promise<Backlog> {
  const { rows } = await pool.query<Backlog>({
    name: 'operators.read-backlog',
    text: `
      select count(*)::int as owed,
             count(*) filter (where job = any($2::text[]))::int as mails,
             count(*) filter (where published_at is null)::int as unpublished,
             (select count(*)::int from (select from outbox_messages where failed_at is not null limit $1) f) as failed,
             (select count(*)::int from (select job from outbox_messages where failed_at is not null limit $1) f
               where job = any($2::text[])) as "failedMails",
             (extract(epoch from now() - min(created_at)) * 1000)::float8 as "oldestOwedMs",
             (extract(epoch from now() - min(created_at) filter (where published_at is null)) * 1000)::float8
               as "oldestUnpublishedMs",
             (select count(*)::int from (select from outbox_messages
               where unknown_since is not null and settled_at is null limit $1) u) as unknown
        from (select job, created_at, published_at from outbox_messages
               where settled_at is null order by id limit $1) owed`,
    values: [MOST, mailJobs],
  });
  return rows[0]!;
}
