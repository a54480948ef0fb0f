import { setTimeout as sleep } from 'node:timers/promises';
import type { JobSchedulerTemplateOptions } from 'bullmq';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { type ScheduledJobName, scheduledJobs } from '../jobs/catalogue.ts';
import { jobOptions } from '../jobs/job-options.ts';
import type { JobQueues } from '../jobs/queues.ts';
import { inTransaction } from './in-transaction.ts';

export interface SchedulesSettings {
  /** Jobs that this shop does not want. */
  readonly off: readonly ScheduledJobName[];
  /** How often it is looked whether they are all there: a queue may have come back empty, or have changed. */
  readonly everyMs: number;
}

export const schedulesDefaults: SchedulesSettings = { off: [], everyMs: 30_000 };

/** Of an advisory lock; any fixed number does, this one spells "turn". */
const LOCK_KEY = 0x7475726e;

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
 * Makes what is missing or has another interval, and removes what is off. A scheduler is known by the name of its
 * job, and makes its next job when one begins.
 */
export async function ensureSchedules(
  { queues, pool }: SchedulesContext,
  off: readonly ScheduledJobName[],
): Promise<void> {
  if (!queues.isReady()) throw new Error('the queues are not reachable');
  const wrong: ScheduledJobName[] = [];
  for (const job of Object.values(scheduledJobs)) {
    if (!(await isAsItShouldBe(queues, job.name, off))) wrong.push(job.name);
  }
  if (wrong.length === 0) return;
  // One worker at a time: on PostgreSQL, two that make the same scheduler at once would make two first jobs.
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK_KEY]);
    for (const name of wrong) {
      if (!(await isAsItShouldBe(queues, name, off))) await setScheduler(queues, name, off);
    }
  });
}

async function isAsItShouldBe(
  queues: JobQueues,
  name: ScheduledJobName,
  off: readonly ScheduledJobName[],
): Promise<boolean> {
  const { queue, everyMs } = scheduledJobs[name];
  const scheduler = await queues.get(queue).getJobScheduler(name);
  return off.includes(name) ? scheduler === undefined : scheduler?.every === everyMs;
}

async function setScheduler(
  queues: JobQueues,
  name: ScheduledJobName,
  off: readonly ScheduledJobName[],
): Promise<void> {
  const { queue, everyMs } = scheduledJobs[name];
  if (off.includes(name)) {
    await queues.get(queue).removeJobScheduler(name);
    return;
  }
  const template = { name, data: {}, opts: jobOptions(name) as JobSchedulerTemplateOptions };
  await queues.get(queue).upsertJobScheduler(name, { every: everyMs }, template);
}
