import type { Job, Queue } from 'bullmq';
import { Redis } from 'ioredis';

export interface QueueFigures {
  name: string;
  waiting: number;
  active: number;
  /** To be tried again later: they failed, or no worker so far knew them. */
  retrying: number;
  failed: number;
  paused: boolean;
  /** How long the job that is next in line has waited. */
  oldestWaitingMs: number | null;
  /** Worker processes that take from it. */
  workers: number;
}

/** Schedulers that are read; a queue has a handful. */
const MAX_SCHEDULERS = 100;

/** One queue, on either backend. */
export async function readQueue(queue: Queue): Promise<QueueFigures> {
  const [counts, waiting, next, paused, workers, schedulers] = await Promise.all([
    queue.getJobCounts('prioritized', 'active', 'delayed', 'failed'),
    // Without a priority; on PostgreSQL a paused queue gives no other count of these.
    queue.getCountsPerPriority([0]),
    queue.getJobs(['waiting', 'prioritized'], 0, 0, true),
    queue.isPaused(),
    countWorkers(queue),
    queue.getJobSchedulers(0, MAX_SCHEDULERS - 1),
  ]);
  // BullMQ keeps a turn that waits for its hour with the jobs that wait for another try.
  const scheduled = schedulers.filter((scheduler) => (scheduler.next ?? 0) > Date.now()).length;
  const of = (state: string) => counts[state] ?? 0;
  const since = next.map((job) => job.timestamp + job.delay);
  return {
    name: queue.name,
    waiting: (waiting[0] ?? 0) + of('prioritized'),
    active: of('active'),
    retrying: Math.max(0, of('delayed') - scheduled),
    failed: of('failed'),
    paused,
    oldestWaitingMs: since.length === 0 ? null : Math.max(0, Date.now() - Math.min(...since)),
    workers,
  };
}

/** Redis tells of every logical database's connections; those of another one work for another shop. */
async function countWorkers(queue: Queue): Promise<number> {
  const workers = await queue.getWorkers();
  const { connection } = queue.opts;
  if (!(connection instanceof Redis)) return workers.length;
  const db = String(connection.options.db ?? 0);
  return workers.filter((worker) => worker.db === db).length;
}

export interface FailedJob {
  queue: string;
  id: string;
  name: string;
  data: unknown;
  reason: string;
  attempts: number;
  failedAt: Date;
}

/** The newest jobs that failed for good, over all queues. */
export async function readFailed(queues: readonly Queue[], limit: number): Promise<FailedJob[]> {
  const found = await Promise.all(
    queues.map(async (queue) => {
      const jobs: Job[] = await queue.getJobs(['failed'], 0, limit - 1);
      return jobs.map((job) => ({
        queue: queue.name,
        id: String(job.id),
        name: job.name,
        data: job.data as unknown,
        reason: job.failedReason ?? '',
        attempts: job.attemptsMade,
        failedAt: new Date(job.finishedOn ?? job.timestamp),
      }));
    }),
  );
  return found
    .flat()
    .sort((a, b) => b.failedAt.getTime() - a.failedAt.getTime())
    .slice(0, limit);
}
