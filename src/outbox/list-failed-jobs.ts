import type { Pool } from 'pg';
import { FIRST_ID } from '../ids.ts';
import { isJobName, jobs } from '../jobs/catalogue.ts';
import { boundedReason } from '../jobs/failure.ts';
import { type JobQueues, outboxIdOf } from '../jobs/queues.ts';
import { listFailed } from './sql/list-failed.ts';

/** A job that failed for good. */
export interface FailedJob {
  /** Of the outbox message that owes it, else as its queue has it. */
  id: string;
  /** Null for a job that this version does not know. */
  queue: string | null;
  job: string;
  /** The order that it is about, or whatever else it may be; null for nothing. */
  subjectId: string | null;
  attempts: number;
  /** One line, bounded, without addresses and secrets. */
  reason: string;
  failedAt: Date;
  /** Whether PostgreSQL knows it, or its queue alone. */
  isOwed: boolean;
}

/** Of jobs that no message owes, a queue keeps no more than this. */
const MOST_IN_QUEUE = 1_000;

/**
 * Failed jobs, the latest first: owed ones from PostgreSQL, and those that nothing owes (scheduled ones, cache warming)
 * from their queues.
 *
 * @param queues undefined where they cannot be reached: then it is what PostgreSQL knows
 * @param before the last one of the page before
 */
export async function listFailedJobs(
  pool: Pool,
  queues: JobQueues | undefined,
  limit: number,
  before?: Pick<FailedJob, 'failedAt' | 'id' | 'isOwed'>,
): Promise<FailedJob[]> {
  // Of one instant, what is owed comes first.
  const from = before && { failedAt: before.failedAt, id: before.isOwed ? before.id : FIRST_ID };
  const owed = (await listFailed(pool, limit, from)).map(
    (message): FailedJob => ({
      id: message.id,
      queue: isJobName(message.job) ? jobs[message.job].queue : null,
      job: message.job,
      subjectId: message.about,
      attempts: message.attempts,
      reason: `${message.failure}: ${message.detail}`,
      failedAt: message.failedAt,
      isOwed: true,
    }),
  );
  const others = queues ? await inQueues(queues) : [];
  return [...owed, ...others.filter((job) => !before || compare(before, job) < 0)]
    .toSorted(compare)
    .slice(0, limit);
}

/** The latest first. */
function compare(
  a: Pick<FailedJob, 'failedAt' | 'id' | 'isOwed'>,
  b: Pick<FailedJob, 'failedAt' | 'id' | 'isOwed'>,
): number {
  const later = b.failedAt.getTime() - a.failedAt.getTime() || Number(b.isOwed) - Number(a.isOwed);
  return later || (a.id > b.id ? -1 : a.id < b.id ? 1 : 0);
}

async function inQueues(queues: JobQueues): Promise<FailedJob[]> {
  const found = await Promise.all(queues.all.map((queue) => queue.getJobs(['failed'], 0, MOST_IN_QUEUE - 1)));
  return found.flat().flatMap((job) =>
    job?.id === undefined || outboxIdOf(job.id)
      ? []
      : {
          id: job.id,
          queue: job.queueName,
          job: job.name,
          subjectId: null,
          attempts: job.attemptsMade,
          reason: boundedReason(job.failedReason ?? ''),
          failedAt: new Date(job.finishedOn ?? job.timestamp),
          isOwed: false,
        },
  );
}
