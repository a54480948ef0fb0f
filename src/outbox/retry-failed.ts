import type { Pool, PoolClient } from 'pg';
import { type JobQueues, outboxIdOf } from '../jobs/queues.ts';
import { findFailed } from './sql/list-failed.ts';
import { reopenMessages } from './sql/reopen-messages.ts';

/** Messages that are owed again in one statement. */
const BATCH = 1_000;

/**
 * Owes messages again; a relay puts their jobs back. Jobs without a message are put back here.
 * @param queues undefined where they cannot be reached
 * @param wanted the id of a job that failed, or of an order; or undefined for all
 * @returns how many
 */
export async function retryFailed(
  pool: Pool | PoolClient,
  queues: JobQueues | undefined,
  wanted: string | undefined,
): Promise<number> {
  const id = wanted && (outboxIdOf(wanted) ?? wanted);
  // What fails again meanwhile is not tried for ever.
  const { rows } = await pool.query<{ now: Date }>('select now()');
  const before = rows[0]?.now ?? new Date();
  let retried = 0;
  for (;;) {
    const ids = await findFailed(pool, id, before, BATCH);
    retried += (await reopenMessages(pool, ids, { published: false })).length;
    if (ids.length < BATCH) break;
  }
  for (const queue of queues?.all ?? []) {
    for (const job of await queue.getJobs(['failed'], 0, BATCH - 1)) {
      if (!job?.id || outboxIdOf(job.id) || (id && job.id !== id)) continue;
      await job.retry('failed', { resetAttemptsMade: true });
      retried++;
    }
  }
  return retried;
}
