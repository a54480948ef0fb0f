import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from 'bullmq';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { jobs, type OwedJobName, owedJobs } from '../jobs/catalogue.ts';
import { boundedReason, type Failure, stalledTooOften } from '../jobs/failure.ts';
import { markPublished } from '../jobs/mark-published.ts';
import { readNote, writeNote } from '../jobs/notes.ts';
import { Outage } from '../jobs/outage.ts';
import type { OutboxRow } from '../jobs/outbox.ts';
import { type JobQueues, jobIdOf } from '../jobs/queues.ts';
import { inTransaction } from './in-transaction.ts';
import { failMessage } from './sql/fail-message.ts';
import { settleMessages } from './sql/settle-messages.ts';
import { type OwedMessage, type OwedOptions, takeOwedMessages } from './sql/take-owed-messages.ts';

export interface RelaySettings extends Omit<OwedOptions, 'lostBefore'> {
  pollMs: number;
  /** Queues of the other backend count as left when they were taken over at least this long ago. */
  movedAfterMs: number;
}

export const relayDefaults: RelaySettings = {
  pollMs: 1_000,
  limit: 500,
  graceMs: 1_000,
  republishAfterMs: 60_000,
  republishAtMostMs: 600_000,
  movedAfterMs: 30_000,
};

/** Says which backend the jobs went to last. */
const BACKEND_NOTE = 'outbox.backend';

export interface Relay {
  /** Ends after the batch under way. */
  stop(): Promise<void>;
}

/** Longest pause between two looks while PostgreSQL or the queues are gone. */
const MAX_PAUSE_MS = 5_000;

/**
 * Publishes what was left in the outbox: its process died after the commit, the queues were gone, or they
 * lost what they had. Any number of relays may run at once.
 */
export function startRelay(context: RelayContext, settings: RelaySettings = relayDefaults): Relay {
  const stopping = new AbortController();
  const outage = new Outage({
    onLost: (err) => context.log.warn({ err }, 'the outbox relay waits for PostgreSQL or the queues'),
    onBack: () => context.log.info('the outbox relay goes on'),
  });

  const lookOnce = lookForOwed(context, settings);
  const loop = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      let pauseMs = settings.pollMs;
      try {
        if (!context.queues.isReady()) throw new Error('the queues are not reachable');
        if ((await lookOnce()) === settings.limit) pauseMs = 0;
        failures = 0;
        outage.back();
      } catch (error) {
        outage.lost(error);
        pauseMs = Math.min(MAX_PAUSE_MS, settings.pollMs * 2 ** Math.min(failures++, 10));
      }
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
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

type RelayContext = { pool: Pool; queues: JobQueues; log: Logger };

/** @returns a function that publishes one batch, in one transaction, and says how many messages it took */
function lookForOwed({ pool, queues, log }: RelayContext, settings: RelaySettings): () => Promise<number> {
  /** Set while the queues are being filled again: what was published before this is not in them. */
  let lostBefore: Date | null = null;
  return async () => {
    if (lostBefore === null && ((await queues.areFresh()) || (await haveMoved(pool, queues, settings)))) {
      lostBefore = await databaseNow(pool);
    }
    const taken = await inTransaction(pool, async (client) => {
      const messages = await takeOwedMessages(client, { ...settings, lostBefore });
      if (messages.length === 0) return 0;
      await queues.addBulk(messages.flatMap((message) => publishable(message, log)));
      await markPublished(
        client,
        messages.map((message) => message.id),
      );
      await bringUpToDate(client, messages, queues);
      return messages.length;
    });
    if (taken > 0) log.debug({ messages: taken }, 'published from the outbox');
    if (lostBefore !== null && taken < settings.limit) {
      await queues.markSeen();
      await writeNote(pool, BACKEND_NOTE, queues.backend);
      lostBefore = null;
    }
    return taken;
  };
}

/**
 * Whether the jobs went to the other backend since: these queues are as they were left, and what was published
 * meanwhile is not in them. Not while workers of both run, as they do when a move is rolled out: their relays
 * would take everything from each other all the time.
 */
async function haveMoved(pool: Pool, queues: JobQueues, { movedAfterMs }: RelaySettings): Promise<boolean> {
  const last = await readNote<JobQueues['backend']>(pool, BACKEND_NOTE);
  if (last === undefined || last.value === queues.backend) return false;
  return Date.now() - last.notedAt.getTime() >= movedAfterMs;
}

/** By the clock that stamps `published_at`. */
async function databaseNow(pool: Pool): Promise<Date> {
  const { rows } = await pool.query<{ ms: number }>(
    'select (extract(epoch from now()) * 1000)::float8 as ms',
  );
  return new Date(rows[0]?.ms ?? 0);
}

/** A message that no queue can take must not hold up the others. It is looked at again with a new version. */
function publishable(message: OwedMessage, log: Logger): OutboxRow[] {
  try {
    if (!Object.hasOwn(owedJobs, message.job)) throw new Error(`No job is called ${message.job}`);
    const job = message.job as OwedJobName;
    return [{ id: message.id, job, payload: owedJobs[job].parse(message.payload) }];
  } catch (err) {
    log.error({ err, outboxId: message.id }, 'an outbox message cannot be published');
    return [];
  }
}

/**
 * Messages whose job is in its queue already, but over: publishing these again starts nothing. One that
 * failed for good could not be noted as such (the database was gone, or it stalled too often); where another
 * try was asked for meanwhile, its message is owed anew and not published yet.
 */
async function bringUpToDate(
  client: PoolClient,
  messages: readonly OwedMessage[],
  queues: JobQueues,
): Promise<void> {
  const found = await Promise.all(messages.map((message) => finishedJob(message, queues)));
  const succeeded: string[] = [];
  for (const [n, message] of messages.entries()) {
    const over = found[n];
    if (over?.state === 'completed') succeeded.push(message.id);
    if (over?.state !== 'failed') continue;
    if (message.published) await failMessage(client, message.id, failureOf(over.job));
    else await over.job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
  }
  if (succeeded.length > 0) await settleMessages(client, succeeded);
}

async function finishedJob(
  message: OwedMessage,
  queues: JobQueues,
): Promise<{ state: string; job: Job } | undefined> {
  if (!Object.hasOwn(owedJobs, message.job)) return undefined;
  const queue = queues.get(jobs[message.job as OwedJobName].queue);
  const state = await queue.getJobState(jobIdOf(message.id));
  if (state !== 'completed' && state !== 'failed') return undefined;
  const job = await queue.getJob(jobIdOf(message.id));
  return job && { state, job };
}

function failureOf(job: Job): Failure {
  const reason = job.failedReason ?? '';
  const exhausted = job.attemptsMade >= (job.opts.attempts ?? 1);
  const failure = stalledTooOften(reason) ? 'stalled' : exhausted ? 'exhausted' : 'unknown';
  return { failure, detail: boundedReason(reason), attempts: job.attemptsMade };
}
