import type { Job } from 'bullmq';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { inTransaction } from '../database/in-transaction.ts';
import { Availability } from '../jobs/availability.ts';
import { jobs, type OwedJobName, owedJobs } from '../jobs/catalogue.ts';
import { boundedReason, type Failure, stalledTooOften } from '../jobs/failure.ts';
import { type JobQueues, jobIdOf, type OwedJob } from '../jobs/queues.ts';
import { readSharedState, writeSharedState } from '../jobs/shared-state.ts';
import { failMessage } from '../outbox/sql/fail-message.ts';
import { forgetPublished } from '../outbox/sql/forget-published.ts';
import { lookAgain } from '../outbox/sql/look-again.ts';
import { lookAtNotesSince } from '../outbox/sql/look-at-notes-since.ts';
import { type LookPauses, lookPauses, markPublished } from '../outbox/sql/mark-published.ts';
import { noteUnknown } from '../outbox/sql/note-unknown.ts';
import { settleMessages } from '../outbox/sql/settle-messages.ts';
import {
  type OwedMessage,
  type OwedOptions,
  takePublished,
  takeUnpublished,
} from '../outbox/sql/take-owed-messages.ts';
import { type LookLoop, startLooking } from './look-loop.ts';
import { isUnknownForTooLong, unknownFailure } from './unknown-jobs.ts';

export interface RelaySettings extends OwedOptions, LookPauses {
  pollMs: number;
  /** Queues of the other backend count as left when they were taken over at least this long ago. */
  movedAfterMs: number;
  /** Pause after queues were found empty until what was noted meanwhile is looked at: it may have been lost with them. */
  lateNotesMs: number;
}

export const relayDefaults: RelaySettings = {
  pollMs: 1_000,
  limit: 500,
  graceMs: 1_000,
  ...lookPauses,
  movedAfterMs: 30_000,
  // Publishers note what they have published within a quarter of a second.
  lateNotesMs: 2_000,
};

/** Says which backend the jobs went to last. */
const BACKEND_NOTE = 'outbox.backend';

/**
 * Publishes what was left in the outbox: its process died after the commit, the queues were gone, or they
 * lost what they had. Any number of relays may run at once.
 */
export function startRelay(context: RelayContext, settings: RelaySettings = relayDefaults): LookLoop {
  const look = lookForOwed(context, settings);
  const lookOnce = async (): Promise<number> => {
    if (!context.queues.isReady()) throw new Error('the queues are not reachable');
    return look();
  };
  return startLooking(lookOnce, {
    ...settings,
    onLost: (err) => context.log.warn({ err }, 'the outbox relay waits for PostgreSQL or the queues'),
    onBack: () => context.log.info('the outbox relay goes on'),
  });
}

type RelayContext = { pool: Pool; queues: JobQueues; log: Logger };

/**
 * @returns a function that sees to one batch, in one transaction, and says how many messages were waiting for a
 * queue. Looks at what a queue has already come after these, and not faster than one batch for each poll: an outage
 * of the mail server leaves a million of them.
 */
function lookForOwed({ pool, queues, log }: RelayContext, settings: RelaySettings): () => Promise<number> {
  const unknown = new Availability({
    onLost: (err) => log.warn({ err }, 'an outbox message waits for a version that knows its job'),
    onBack() {},
  });
  let lost: { at: string; lookAgainAt: number } | undefined;
  return async () => {
    if (lost !== undefined && performance.now() >= lost.lookAgainAt) {
      await lookAtNotesSince(pool, lost.at, settings);
      lost = undefined;
    }
    if ((await queues.areFresh()) || (await haveMoved(pool, queues, settings))) {
      const at = await forgetPublished(pool);
      lost = { at, lookAgainAt: performance.now() + settings.lateNotesMs };
      await queues.markSeen();
      await writeSharedState(pool, BACKEND_NOTE, queues.backend);
    }
    return inTransaction(pool, async (client) => {
      const fresh = await takeUnpublished(client, settings);
      const old = fresh.length < settings.limit ? await takePublished(client, settings.limit) : [];
      if (fresh.length + old.length === 0) return 0;
      const { known, others } = Object.groupBy([...fresh, ...old], ({ job }) =>
        Object.hasOwn(owedJobs, job) ? 'known' : 'others',
      ) as { known?: OwedMessage[]; others?: OwedMessage[] };
      if (known) await handOver(client, known, queues, settings, log);
      if (others) {
        unknown.lost(new Error(`No job is called ${others[0]?.job}`));
        await keepUnknown(client, others);
      }
      return fresh.length;
    });
  };
}

/** Publishes those whose job is not in its queue, and brings up to date those whose job is over. */
async function handOver(
  client: PoolClient,
  messages: readonly OwedMessage[],
  queues: JobQueues,
  settings: LookPauses,
  log: Logger,
): Promise<void> {
  const found = await Promise.all(messages.map((message) => jobOf(message, queues)));
  const absent = messages.filter((_, n) => found[n] === undefined);
  // As it was written: what a newer version added to the payload is for its workers, whatever this one knows of it.
  await queues.addBulk(
    absent.map(({ id, job, payload }) => ({ id, job: job as OwedJobName, payload }) as OwedJob),
  );
  const isNew = (message: OwedMessage, n: number) => !message.published || found[n] === undefined;
  const idsOf = (looked: readonly OwedMessage[]) => looked.map(({ id }) => id);
  await markPublished(client, idsOf(messages.filter(isNew)), settings);
  await lookAgain(client, idsOf(messages.filter((message, n) => !isNew(message, n))), settings);
  await bringUpToDate(client, messages, found);
  if (absent.length > 0) log.debug({ messages: absent.length }, 'published from the outbox');
}

/** Until a relay comes that knows their job, a minute at a time; after days nobody will. */
async function keepUnknown(client: PoolClient, messages: readonly OwedMessage[]): Promise<void> {
  const unknownForMs = await noteUnknown(
    client,
    messages.map(({ id }) => id),
  );
  for (const { id, job } of messages) {
    if (isUnknownForTooLong(unknownForMs.get(id) ?? 0)) await failMessage(client, id, unknownFailure(job));
  }
  const pauseMs = lookPauses.republishAfterMs;
  await lookAgain(client, [...unknownForMs.keys()], {
    republishAfterMs: pauseMs,
    republishAtMostMs: pauseMs,
  });
}

/**
 * Whether the jobs went to the other backend since: these queues are as they were left, and what was published
 * meanwhile is not in them. Not while workers of both run, as they do when a move is rolled out: their relays
 * would take everything from each other all the time.
 */
async function haveMoved(pool: Pool, queues: JobQueues, { movedAfterMs }: RelaySettings): Promise<boolean> {
  const last = await readSharedState<JobQueues['backend']>(pool, BACKEND_NOTE);
  if (last === undefined || last.value === queues.backend) return false;
  return Date.now() - last.notedAt.getTime() >= movedAfterMs;
}

/**
 * Messages whose job is in its queue already, but over: publishing these again starts nothing. One that
 * failed for good could not be noted as such (the database was gone, or it stalled too often); where another
 * try was asked for meanwhile, its message is owed anew and not published yet.
 */
async function bringUpToDate(
  client: PoolClient,
  messages: readonly OwedMessage[],
  found: readonly (Job | undefined)[],
): Promise<void> {
  const succeeded: string[] = [];
  for (const [n, message] of messages.entries()) {
    const job = found[n];
    if (job?.finishedOn === undefined) continue;
    const state = await job.getState();
    if (state === 'completed') succeeded.push(message.id);
    if (state !== 'failed') continue;
    if (message.published) await failMessage(client, message.id, failureOf(job));
    else await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
  }
  if (succeeded.length > 0) await settleMessages(client, succeeded);
}

/**
 * Its job, as its queue has it; undefined where there is none. To say the state of a job that is not over, Redis would
 * walk through all jobs that wait: half a thousand times a second, where much is owed.
 */
const jobOf = (message: OwedMessage, queues: JobQueues): Promise<Job | undefined> =>
  queues.get(jobs[message.job as OwedJobName].queue).getJob(jobIdOf(message.id));

function failureOf(job: Job): Failure {
  const reason = job.failedReason ?? '';
  const exhausted = job.attemptsMade >= (job.opts.attempts ?? 1);
  const failure = stalledTooOften(reason) ? 'stalled' : exhausted ? 'exhausted' : 'unknown';
  return { failure, detail: boundedReason(reason), attempts: job.attemptsMade };
}
