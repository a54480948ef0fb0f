import type { JobsOptions } from 'bullmq';
import { isJobName, type JobName, jobs } from './catalogue.ts';
import type { JobPolicy, Retention } from './define-job.ts';

/** Name of the backoff that workers carry out with `retryDelay`: BullMQ's own exponential one has no cap. */
export const backoffType = 'capped-exponential';

/** What a job's declaration means in BullMQ's words. */
export function jobOptions(name: JobName): JobsOptions {
  const job: JobPolicy = jobs[name];
  return {
    attempts: job.attempts,
    backoff: { type: backoffType },
    removeOnComplete: keep(job.retention.completed),
    removeOnFail: keep(job.retention.failed),
    // Each failed attempt adds one; a job that waits out a long outage must not grow with it.
    stackTraceLimit: 3,
  };
}

/**
 * Milliseconds to wait after attempt number `attemptsMade` failed: exponential up to the job's cap, the
 * upper half of it random, so that what failed together does not come back together.
 */
export function retryDelay(name: string, attemptsMade: number, random = Math.random()): number {
  if (!isJobName(name)) return 60_000;
  const { firstDelayMs, maxDelayMs }: JobPolicy['backoff'] = jobs[name].backoff;
  const delay = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(attemptsMade - 1, 30));
  return Math.round(delay * (0.5 + random / 2));
}

function keep(retention: Retention) {
  return { count: retention.count, age: retention.ageSeconds };
}
