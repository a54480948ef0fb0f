import type { Pool } from 'pg';
import type { JobQueues } from '../../jobs/queues.ts';
import { listFailedJobs } from '../../outbox/list-failed-jobs.ts';

const LIMIT = 1_000;

/** One line a job, the columns separated by two spaces or more. */
export async function printFailed(pool: Pool, queues: JobQueues | undefined): Promise<void> {
  const failed = await listFailedJobs(pool, queues, LIMIT);
  if (failed.length === 0) console.log('No job has failed for good.');
  for (const { failedAt, queue, job, subjectId, attempts, reason, id } of failed) {
    console.log(
      `${failedAt.toISOString()}  ${id}  ${queue ?? '-'}  ${job}  ${subjectId ?? '-'}  ${attempts} attempt(s)  ${reason}`,
    );
  }
  if (!queues) console.error('The queues cannot be reached: this is what PostgreSQL knows.');
}
