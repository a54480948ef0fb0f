import { Type } from 'typebox';
import { defineJob, type Job, type JobPolicy } from './define-job.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A scheduled job knows all that it needs. */
const nothing = Type.Object({}, { additionalProperties: false });

/** The next turn comes anyway: a few attempts, and little history. */
const policy: JobPolicy = {
  attempts: 3,
  backoff: { firstDelayMs: 5_000, maxDelayMs: 60_000 },
  retention: {
    completed: { count: 50, ageSeconds: 7 * 24 * 3_600 },
    failed: { count: 50, ageSeconds: 30 * 24 * 3_600 },
  },
  timeoutMs: 10 * MINUTE_MS,
};

export interface ScheduledJob<Name extends string> extends Job<Name, typeof nothing> {
  /** It begins this often, on one worker. */
  readonly everyMs: number;
}

/** Declares a job that comes by itself. `timeoutMs` where one attempt may take longer than the others. */
export function defineScheduledJob<const Name extends string>(
  name: Name,
  everyMs: number,
  { timeoutMs = policy.timeoutMs }: { timeoutMs?: number } = {},
): ScheduledJob<Name> {
  const job = defineJob({ name, queue: 'maintenance', payload: nothing, ...policy, timeoutMs });
  return Object.freeze({ ...job, everyMs });
}
