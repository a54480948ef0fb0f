import {
  createPostgresBackend,
  type Job,
  type PostgresConnectionOptions,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { withTimeout } from '../async/timeout.ts';
import { connectionSettings } from '../database/connections.ts';
import { Availability } from '../jobs/availability.ts';
import { boundedReason, type Failure, stalledTooOften } from '../jobs/failure.ts';
import { retryDelay } from '../jobs/job-options.ts';
import { bullmqSchema, type QueueSettings, workerRedis } from '../jobs/queue-connection.ts';
import { type QueueName, queueNames } from '../jobs/queue-names.ts';
import { outboxIdOf } from '../jobs/queues.ts';
import { failMessage } from '../outbox/sql/fail-message.ts';
import { metricLabelOf, type RunJobContext, runJob } from './run-job.ts';

export interface WorkersSettings extends QueueSettings {
  /** Jobs that run at once; 1 where nothing is said. */
  concurrency: Partial<Record<QueueName, number>>;
  /** A worker that shows no life for this long has lost its jobs to the others. */
  lockDurationMs: number;
  /** How often the others look for such jobs. */
  stalledIntervalMs: number;
  /** How often a job may lose its worker before it is failed; a crash is rarely the job's fault. */
  maxStalled: number;
}

export const workersDefaults = {
  // Mail waits for the network, the others for the database. A comparison that takes hours holds up no pruning.
  // Payments wait for their provider, who answers so many at a time (Stripe: 100 questions a second).
  concurrency: { mail: 20, catalog: 1, maintenance: 2, payments: 16 },
  lockDurationMs: 15_000,
  stalledIntervalMs: 5_000,
  maxStalled: 20,
} satisfies Omit<WorkersSettings, keyof QueueSettings>;

export interface Workers {
  readonly all: readonly Worker[];
  /** Takes no more jobs and lets those in flight finish; after `withinMs` they are stopped and retried. */
  drain(withinMs: number): Promise<void>;
}

/** Pause of a worker after an error of its backend, in ms. */
const RETRY_PAUSE_MS = 1_000;

/** Starts a worker for every queue. */
export async function startWorkers(context: RunJobContext, settings: WorkersSettings): Promise<Workers> {
  const { log } = context;
  const outage = new Availability({
    onLost: (err) => log.warn({ err }, 'the job queues are not reachable; the worker waits for them'),
    onBack: () => log.info('the job queues are back'),
  });
  const processor = runJob(context);
  const redis = settings.redisUrl ? workerRedis(settings.redisUrl, settings.applicationName) : undefined;
  redis?.on('error', (error) => outage.lost(error));
  redis?.on('ready', () => outage.back());

  const all = queueNames.map((name) => {
    const options: Omit<WorkerOptions, 'connection'> = {
      concurrency: settings.concurrency[name] ?? 1,
      lockDuration: settings.lockDurationMs,
      stalledInterval: settings.stalledIntervalMs,
      maxStalledCount: settings.maxStalled,
      runRetryDelay: RETRY_PAUSE_MS,
      settings: {
        backoffStrategy: (attemptsMade, _type, _error, job) => retryDelay(job?.name ?? '', attemptsMade),
      },
    };
    const worker = redis
      ? new Worker(name, processor, { ...options, connection: redis })
      : onPostgres(name, processor, options, settings);
    worker.on('error', (error) => outage.lost(error));
    const trouble = new Availability({
      onLost: (error) =>
        log.warn({ queue: name, reason: (error as Error).message }, 'jobs fail and are tried again'),
      onBack: () => log.info({ queue: name }, 'jobs succeed again'),
    });
    worker.on('failed', (job, error) => {
      reportFailure(log, trouble, job, error);
      if (job && stalledTooOften(error.message)) void noteStalled(context, job, error);
    });
    worker.on('completed', () => trouble.back());
    worker.on('stalled', (jobId) => log.warn({ queue: name, jobId }, 'took over a job that lost its worker'));
    return worker;
  });
  // PostgreSQL is the shop's database and must be there, with BullMQ's schema; Redis may come later.
  if (!redis) await Promise.all(all.map((worker) => worker.waitUntilReady()));
  return { all, drain: (withinMs) => drain(all, redis, withinMs) };
}

function onPostgres(
  name: QueueName,
  processor: ReturnType<typeof runJob>,
  options: Omit<WorkerOptions, 'connection'>,
  settings: QueueSettings,
): Worker {
  const connection = {
    ...connectionSettings(settings.databaseUrl, {
      applicationName: settings.applicationName,
      max: 4,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    }),
    schema: bullmqSchema,
  } as PostgresConnectionOptions;
  return new Worker(name, processor, { ...options, connection }, createPostgresBackend) as unknown as Worker;
}

async function noteStalled(
  { pool, log, metrics }: RunJobContext,
  job: Job,
  { message }: Error,
): Promise<void> {
  metrics?.failed.inc({ job: metricLabelOf(job.name), failure: 'stalled' });
  const outboxId = outboxIdOf(job.id);
  if (outboxId === undefined) return;
  const failure: Failure = {
    failure: 'stalled',
    detail: boundedReason(message),
    attempts: job.attemptsStarted,
  };
  await failMessage(pool, outboxId, failure).catch((err) => log.warn({ err }, 'not noted as failed yet'));
}

/** A job that failed for good is somebody's work; many that will be tried again are one outage. */
function reportFailure(log: Logger, trouble: Availability, job: Job | undefined, error: Error): void {
  const failed = { job: job?.name, jobId: job?.id, attempt: job?.attemptsMade, reason: error.message };
  if (job?.finishedOn !== undefined) {
    log.error(failed, 'a job failed for good and waits for an operator');
  } else {
    log.debug(failed, 'a job failed and will be tried again');
    trouble.lost(error);
  }
}

async function drain(all: readonly Worker[], redis: Redis | undefined, withinMs: number): Promise<void> {
  const closed = Promise.allSettled(all.map((worker) => worker.close()));
  const patience = setTimeout(() => {
    for (const worker of all) worker.cancelAllJobs('the worker shuts down');
  }, withinMs);
  // Jobs that were stopped still report to their queue; a backend that is gone cannot take that.
  await withTimeout(withinMs + 1_000, closed).catch(() => {});
  clearTimeout(patience);
  redis?.disconnect();
}
