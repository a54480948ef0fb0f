import { type Job, UnrecoverableError } from 'bullmq';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { isJobName, type JobName, jobs } from '../jobs/catalogue.ts';
import { PayloadError } from '../jobs/define-job.ts';
import { boundedReason, type Failure } from '../jobs/failure.ts';
import { outboxIdOf } from '../jobs/queues.ts';
import { reopenMessages } from '../jobs/sql/reopen-messages.ts';
import type { WorkerMetrics } from './metrics.ts';
import { PermanentError, type Processor, type Processors } from './processor.ts';
import { sharedStatement } from './shared-statement.ts';
import { failMessage } from './sql/fail-message.ts';
import { settleMessages } from './sql/settle-messages.ts';

export interface RunJobContext {
  readonly processors: Processors;
  readonly pool: Pool;
  readonly log: Logger;
  readonly metrics?: WorkerMetrics;
  /** Shorter patience than the declarations have, in ms; for tests. */
  readonly timeoutMs?: number;
}

/** Between two notes of what is settled, in ms. */
const SETTLE_PAUSE_MS = 10;

/**
 * What every job goes through: its payload is parsed again, the attempt is bounded in time, and what became
 * of it is written to the outbox before the queue hears of the end. In that order a crash in between only
 * makes the job run again.
 */
export function runJob(context: RunJobContext) {
  const { pool, log, metrics } = context;
  const settle = sharedStatement<string, true>(
    async (ids) => {
      await settleMessages(pool, ids);
      return ids.map(() => true as const);
    },
    { pauseMs: SETTLE_PAUSE_MS },
  );

  // BullMQ gives a signal only to a function of three parameters.
  return async (job: Job, _token: string | undefined, signal: AbortSignal | undefined): Promise<void> => {
    const outboxId = outboxIdOf(job.id);
    const began = performance.now();
    const observe = (outcome: 'succeeded' | 'failed' | 'retried') =>
      metrics?.attempts.observe({ job: jobLabel(job.name), outcome }, (performance.now() - began) / 1_000);
    try {
      if (!isJobName(job.name)) throw new PermanentError(`No job is called ${job.name}`, 'invalid');
      // Not the first time: an operator may have asked for another try in Bull Board.
      if (outboxId && job.attemptsStarted > 1) await reopenMessages(pool, [outboxId], { published: true });
      await attempt(context, job.name, job, signal);
    } catch (error) {
      const failure = finalFailure(job, error as Error);
      observe(failure ? 'failed' : 'retried');
      if (failure) metrics?.failed.inc({ job: jobLabel(job.name), failure: failure.failure });
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
export function jobLabel(name: string): string {
  return isJobName(name) ? name : 'unknown';
}

/** Why an attempt was the last one, or undefined where another follows. */
function finalFailure(job: Job, error: Error): Failure | undefined {
  const attempts = job.attemptsMade + 1;
  const detail = boundedReason(error.message);
  if (error instanceof PermanentError) return { failure: error.failure, detail, attempts };
  if (error instanceof PayloadError) return { failure: 'invalid', detail, attempts };
  return attempts >= (job.opts.attempts ?? 1) ? { failure: 'exhausted', detail, attempts } : undefined;
}

/** What the queue keeps and dashboards show: the error itself, unless it says too much. */
function forQueue(error: Error, failure: Failure | undefined): Error {
  const reason = boundedReason(error.message);
  if (failure && failure.failure !== 'exhausted') return new UnrecoverableError(reason);
  return reason === error.message ? error : new Error(reason);
}

async function attempt<Name extends JobName>(
  { processors, log, timeoutMs }: RunJobContext,
  name: Name,
  job: Job,
  stop: AbortSignal | undefined,
): Promise<void> {
  const payload = jobs[name].parse(job.data);
  const processor = processors[name] as Processor<JobName>;
  const attemptLog = log.child({ job: name, jobId: job.id, attempt: job.attemptsMade + 1 });
  // AbortSignal.timeout and .any would say the same, but stay behind until the time is up, thousands of them.
  const controller = new AbortController();
  let give: (error: Error) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    give = reject;
  });
  const end = (reason: string) => {
    const error = new Error(`${name} ${reason}`);
    give(error);
    controller.abort(error);
  };
  const stopped = () => end('was stopped');
  const timer = setTimeout(end, timeoutMs ?? jobs[name].timeoutMs, 'took too long');
  stop?.addEventListener('abort', stopped, { once: true });
  try {
    if (stop?.aborted) stopped();
    await Promise.race([processor(payload, { signal: controller.signal, log: attemptLog }), ended]);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', stopped);
  }
}
