import { setTimeout as sleep } from 'node:timers/promises';
import type { JobSchedulerTemplateOptions, Queue } from 'bullmq';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { inTransaction } from '../database/in-transaction.ts';
import { type ScheduledJobName, scheduledJobs } from '../jobs/catalogue.ts';
import { jobOptions } from '../jobs/job-options.ts';
import type { JobQueues } from '../jobs/queues.ts';
import { forgetSchedules, noteSchedules } from './sql/note-schedules.ts';

export interface SchedulesSettings {
  /** Jobs that this shop does not want. */
  readonly off: readonly ScheduledJobName[];
  /** How often it is looked whether they are all there: a queue may have come back empty, or have changed. */
  readonly everyMs: number;
}

export const schedulesDefaults: SchedulesSettings = { off: [], everyMs: 30_000 };

/** Of an advisory lock; any fixed number does, this one spells "turn". */
const LOCK_KEY = 0x7475726e;
/** Schedulers of a queue that are looked at; there are some ten, and anybody may add some in a dashboard. */
const MAX_SCHEDULERS = 100;
/** By so much the clocks of two workers may differ, in ms. */
const CLOCKS_MS = 60_000;

export interface Schedules {
  stop(): Promise<void>;
}

export interface SchedulesContext {
  readonly queues: JobQueues;
  readonly pool: Pool;
  readonly log: Logger;
}

/** Sees to it that the queues have a job scheduler for each scheduled job. Any number of workers may do so. */
export function keepSchedules(
  context: SchedulesContext,
  settings: SchedulesSettings = schedulesDefaults,
): Schedules {
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // While the queues are gone there is nothing to do; relay and workers tell of it.
      await ensureSchedules(context, settings.off).catch((err) =>
        context.log.debug({ err }, 'no schedules yet'),
      );
      await sleep(settings.everyMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = loop();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}

/**
 * Makes what is missing, has another interval, or will not come when it should, and removes what is off and what no
 * version knows any more. A scheduler is known by the name of its job, and makes its next job when one begins.
 */
export async function ensureSchedules(
  { queues, pool }: SchedulesContext,
  off: readonly ScheduledJobName[],
): Promise<void> {
  if (!queues.isReady()) throw new Error('the queues are not reachable');
  // First of all: an older worker must not take a new one's schedule for retired.
  const strangers = await findStrangers(queues);
  const retired = await noteSchedules(pool, Object.keys(scheduledJobs), namesOf(strangers));
  const wrong: ScheduledJobName[] = [];
  for (const job of Object.values(scheduledJobs)) {
    if (!(await isAsItShouldBe(queues, job.name, off))) wrong.push(job.name);
  }
  if (wrong.length === 0 && retired.length === 0) return;
  // One worker at a time: on PostgreSQL, two that make the same scheduler at once would make two first jobs.
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK_KEY]);
    for (const name of wrong) {
      if (!(await isAsItShouldBe(queues, name, off))) await setScheduler(queues, name, off);
    }
    for (const { queue, name } of strangers) {
      if (retired.includes(name)) await queue.removeJobScheduler(name);
    }
  });
  if (retired.length > 0) await forgetSchedules(pool, retired);
}

interface Stranger {
  readonly queue: Queue;
  readonly name: string;
}

const namesOf = (strangers: readonly Stranger[]): string[] => strangers.map(({ name }) => name);

/** Schedulers that this version knows nothing of: of a newer one, or of one that is no more. */
async function findStrangers(queues: JobQueues): Promise<Stranger[]> {
  const found = await Promise.all(
    queues.all.map(async (queue) => {
      const schedulers = await queue.getJobSchedulers(0, MAX_SCHEDULERS - 1);
      return schedulers.map(({ key }) => ({ queue, name: key }));
    }),
  );
  return found.flat().filter(({ name }) => !Object.hasOwn(scheduledJobs, name));
}

async function isAsItShouldBe(
  queues: JobQueues,
  name: ScheduledJobName,
  off: readonly ScheduledJobName[],
): Promise<boolean> {
  const queue = queues.get(scheduledJobs[name].queue);
  const { everyMs } = scheduledJobs[name];
  const scheduler = await queue.getJobScheduler(name);
  if (off.includes(name)) return scheduler === undefined;
  if (scheduler?.every !== everyMs || !scheduler.next) return false;
  // A turn that was promoted in Bull Board moves the next one on by an interval.
  if (scheduler.next - Date.now() > everyMs + CLOCKS_MS) return false;
  // Only a job that is still to come, or running, makes the one after it.
  const job = await queue.getJob(jobIdOfTurn(name, scheduler.next));
  const state = await job?.getState();
  return state !== undefined && !['completed', 'failed', 'unknown'].includes(state);
}

async function setScheduler(
  queues: JobQueues,
  name: ScheduledJobName,
  off: readonly ScheduledJobName[],
): Promise<void> {
  const queue = queues.get(scheduledJobs[name].queue);
  const { everyMs: every } = scheduledJobs[name];
  const scheduler = await queue.getJobScheduler(name);
  if (off.includes(name)) {
    await queue.removeJobScheduler(name);
    return;
  }
  const template = { name, data: {}, opts: jobOptions(name) as JobSchedulerTemplateOptions };
  if (scheduler?.every !== every || !scheduler.next) {
    await queue.upsertJobScheduler(name, { every }, template);
    return;
  }
  // Its rhythm is right, its next turn is not: it begins anew, at the time of day that it has had.
  const startDate = await nextTurn(queue, name, scheduler.next);
  await queue.removeJobScheduler(name);
  await queue.upsertJobScheduler(name, { every, startDate }, template);
}

/** The first turn from now on in the rhythm of one of its turns, in ms since 1970. */
async function nextTurn(queue: Queue, name: ScheduledJobName, turn: number): Promise<number> {
  const { everyMs } = scheduledJobs[name];
  const now = Date.now();
  let at = now + ((((turn - now) % everyMs) + everyMs) % everyMs);
  // A turn that was promoted has been, and its job, which is known by its time, may still be there.
  while (await queue.getJob(jobIdOfTurn(name, at))) at += 1_000;
  return at;
}

/** BullMQ names the jobs of a scheduler so, on both backends. */
const jobIdOfTurn = (name: string, at: number): string => `repeat:${name}:${at}`;
