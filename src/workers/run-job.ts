import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { TimeoutError, withTimeout } from '../async/timeout.ts';
import { sharedStatement } from '../batching/shared-statement.ts';
import { Availability } from '../jobs/availability.ts';
import { isJobName, type JobName, type JobPayload, jobs } from '../jobs/catalogue.ts';
import { PayloadError } from '../jobs/define-job.ts';
import { boundedReason, type Failure } from '../jobs/failure.ts';
import { outboxIdOf } from '../jobs/queues.ts';
import { failMessage } from '../outbox/sql/fail-message.ts';
import { noteUnknown } from '../outbox/sql/note-unknown.ts';
import { reopenMessages } from '../outbox/sql/reopen-messages.ts';
import { settleMessages } from '../outbox/sql/settle-messages.ts';
import type { WorkerMetrics } from './metrics.ts';
import { PermanentError, type Processor, type Processors } from './processor.ts';
import { isUnknownForTooLong, unknownFailure, unknownPause } from './unknown-jobs.ts';

export interface RunJobContext {
  readonly processors: Processors;
  readonly pool: Pool;
  readonly log: Logger;
  readonly metrics?: WorkerMetrics;
  /** Shorter patience than the declarations have, in ms; for tests. */
  readonly timeoutMs?: number;
  /** The jobs that this version knows; other versions of them for tests of a deploy. */
  readonly catalogue?: Catalogue;
}

type Catalogue = Readonly<Record<string, { readonly timeoutMs: number; parse(payload: unknown): unknown }>>;

/** The worker was told to stop before the job was over: no attempt of the job's, and no fault. */
class StoppedError extends Error {}

/** Between two notes of what is settled, in ms. */
const SETTLE_PAUSE_MS = 10;
/** Until another worker may take a job that was stopped, in ms: what this one still does for it ends first. */
const STOPPED_PAUSE_MS = 2_000;

/**
 * What every job goes through: its payload is parsed again, the attempt is bounded in time, and what became
 * of it is written to the outbox before the queue hears of the end. In that order a crash in between only
 * makes the job run again.
 *
 * A job that this version cannot read goes back for a worker that can, and so does one that a shutdown stops; neither
 * counts as an attempt.
 */
export function runJob(context: RunJobContext) {
  const { pool, log, metrics, catalogue = jobs } = context;
  const settle = sharedStatement<string, true>(
    async (ids) => {
      await settleMessages(pool, ids);
      return ids.map(() => true as const);
    },
    { pauseMs: SETTLE_PAUSE_MS },
  );
  const unknown = new Availability({
    onLost: (err) => log.warn({ err }, 'a job waits for a worker of a version that knows it'),
    onBack() {},
  });
  /** Milliseconds after which the job is to be taken again without this one counting as an attempt, if it is. */
  const pauseOf = async (
    job: Job,
    outboxId: string | undefined,
    error: Error,
  ): Promise<number | undefined> => {
    if (error instanceof StoppedError) return STOPPED_PAUSE_MS;
    if (!(error instanceof PayloadError)) return undefined;
    unknown.lost(error);
    if (await isLostCause(pool, job, outboxId)) return undefined;
    return unknownPause(job.attemptsStarted);
  };

  // BullMQ gives a signal only to a function of three parameters.
  return async (job: Job, token: string | undefined, signal: AbortSignal | undefined): Promise<void> => {
    const outboxId = outboxIdOf(job.id);
    const began = performance.now();
    const observe = (outcome: 'succeeded' | 'failed' | 'retried' | 'put_off') =>
      metrics?.attempts.observe(
        { job: metricLabelOf(job.name), outcome },
        (performance.now() - began) / 1_000,
      );
    try {
      const payload = read(catalogue, job);
      // Not the first time: an operator may have asked for another try in Bull Board, or another version put it off.
      if (outboxId && job.attemptsStarted > 1) await reopenMessages(pool, [outboxId], { published: true });
      await attempt(context, catalogue, job, payload, signal);
    } catch (error) {
      const pauseMs = await pauseOf(job, outboxId, error as Error);
      if (pauseMs !== undefined) {
        observe('put_off');
        await putOff(job, token, pauseMs, log);
        throw new DelayedError();
      }
      const failure = finalFailure(job, error as Error);
      observe(failure ? 'failed' : 'retried');
      if (failure) metrics?.failed.inc({ job: metricLabelOf(job.name), failure: failure.failure });
      if (outboxId && failure) {
        // Where this fails, the relay finds the failed job and says so.
        await failMessage(pool, outboxId, failure).catch((err) =>
          log.warn({ err }, 'not noted as failed yet'),
        );
      }
      throw forQueue(error as Error, failure);
    }
    if (outboxId) await settle(outboxId);
    observe('succeeded');
  };
}

/** Names that are none of ours come from outside: they must not become labels without end. */
export function metricLabelOf(name: string): string {
  return isJobName(name) ? name : 'unknown';
}

/** Why an attempt was the last one, or undefined where another follows. */
function finalFailure(job: Job, error: Error): Failure | undefined {
  const attempts = job.attemptsMade + 1;
  const detail = boundedReason(error.message);
  if (error instanceof PermanentError) return { failure: error.failure, detail, attempts };
  if (error instanceof PayloadError) return unknownFailure(job.name, attempts);
  return attempts >= (job.opts.attempts ?? 1) ? { failure: 'exhausted', detail, attempts } : undefined;
}

/** What the queue keeps and dashboards show: the error itself, unless it says too much. */
function forQueue(error: Error, failure: Failure | undefined): Error {
  const reason = boundedReason(error.message);
  if (failure && failure.failure !== 'exhausted') return new UnrecoverableError(reason);
  return reason === error.message ? error : new Error(reason);
}

/** @throws {PayloadError} where this version does not know the job, or cannot read its payload */
function read(catalogue: Catalogue, job: Job): unknown {
  if (!Object.hasOwn(catalogue, job.name)) throw new PayloadError(job.name, ['no job is called that']);
  return catalogue[job.name]?.parse(job.data);
}

/** Whether no version has known the job for so long that none will. */
async function isLostCause(pool: Pool, job: Job, outboxId: string | undefined): Promise<boolean> {
  const dueForMs = Date.now() - job.timestamp - (job.opts.delay ?? 0);
  if (outboxId === undefined) return isUnknownForTooLong(dueForMs, false);
  const noted = await noteUnknown(pool, [outboxId]).catch(() => undefined);
  return isUnknownForTooLong(noted?.get(outboxId) ?? dueForMs);
}

/** Where the queue cannot take it back, the job has lost its worker, and another takes it over. */
async function putOff(job: Job, token: string | undefined, pauseMs: number, log: Logger): Promise<void> {
  await job
    .moveToDelayed(Date.now() + pauseMs, token)
    .catch((err) => log.debug({ err, jobId: job.id }, 'a job could not be put off'));
}

async function attempt(
  { processors, log, timeoutMs }: RunJobContext,
  catalogue: Catalogue,
  job: Job,
  payload: unknown,
  stop: AbortSignal | undefined,
): Promise<void> {
  const name = job.name as JobName;
  const processor = processors[name] as Processor<JobName>;
  const attemptLog = log.child({ job: name, jobId: job.id, attempt: job.attemptsMade + 1 });
  // AbortSignal.timeout and .any would say the same, but stay behind until the time is up, thousands of them.
  const controller = new AbortController();
  let onStop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    onStop = () => reject(new StoppedError(`${name} was stopped`));
  });
  stop?.addEventListener('abort', onStop, { once: true });
  try {
    if (stop?.aborted) throw new StoppedError(`${name} was stopped`);
    const done = processor(payload as JobPayload<JobName>, { signal: controller.signal, log: attemptLog });
    await withTimeout(timeoutMs ?? catalogue[name]!.timeoutMs, Promise.race([done, stopped]));
  } catch (error) {
    const reason = error instanceof TimeoutError ? new Error(`${name} took too long`) : error;
    controller.abort(reason);
    throw reason;
  } finally {
    stop?.removeEventListener('abort', onStop);
  }
}
