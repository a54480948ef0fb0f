import type { Pool } from 'pg';
import { isJobName, jobs } from '../../jobs/catalogue.ts';
import { boundedReason } from '../../jobs/failure.ts';
import { type JobQueues, outboxIdOf } from '../../jobs/queues.ts';
import { listFailed } from '../../outbox/sql/list-failed.ts';

const LIMIT = 1_000;

/** One line a job; the columns are separated by two spaces or more. */
interface Line {
  when: Date;
  queue: string;
  job: string;
  about: string;
  attempts: number;
  reason: string;
  id: string;
}

/** Lists owed jobs from PostgreSQL, and the others from their queues where these can be asked. */
export async function printFailed(pool: Pool, queues: JobQueues | undefined): Promise<void> {
  const owed = (await listFailed(pool, LIMIT)).map(
    (message): Line => ({
      when: message.failedAt,
      queue: isJobName(message.job) ? jobs[message.job].queue : '-',
      job: message.job,
      about: message.about ?? '-',
      attempts: message.attempts,
      reason: `${message.failure}: ${message.detail}`,
      id: message.id,
    }),
  );
  const others = queues ? await inQueues(queues) : [];
  const lines = [...owed, ...others].toSorted((a, b) => b.when.getTime() - a.when.getTime());
  if (lines.length === 0) console.log('No job has failed for good.');
  for (const line of lines.slice(0, LIMIT)) {
    const { when, queue, job, about, attempts, reason, id } = line;
    console.log(
      `${when.toISOString()}  ${id}  ${queue}  ${job}  ${about}  ${attempts} attempt(s)  ${reason}`,
    );
  }
  if (!queues) console.error('The queues cannot be reached: this is what PostgreSQL knows.');
}

/** Jobs that no outbox message owes: scheduled ones, cache warming. */
async function inQueues(queues: JobQueues): Promise<Line[]> {
  const found = await Promise.all(queues.all.map((queue) => queue.getJobs(['failed'], 0, LIMIT - 1)));
  return found.flat().flatMap((job) =>
    job?.id === undefined || outboxIdOf(job.id)
      ? []
      : {
          when: new Date(job.finishedOn ?? job.timestamp),
          queue: job.queueName,
          job: job.name,
          about: '-',
          attempts: job.attemptsMade,
          reason: boundedReason(job.failedReason ?? ''),
          id: job.id,
        },
  );
}
