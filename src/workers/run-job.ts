import { type Job, UnrecoverableError } from 'bullmq';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { isJobName, type JobName, jobs } from '../jobs/catalogue.ts';
import { PayloadError } from '../jobs/define-job.ts';
import { outboxIdOf } from '../jobs/queues.ts';
import { PermanentError, type Processor, type Processors } from './processor.ts';
import { settleMessages } from './sql/settle-messages.ts';

export interface RunJobContext {
  readonly processors: Processors;
  readonly pool: Pool;
  readonly log: Logger;
}

/**
 * What every job goes through: its payload is parsed again, the attempt is bounded in time, and the outbox
 * message behind it is settled before the queue hears of the end. In that order a crash in between only
 * makes the job run again.
 */
export function runJob(context: RunJobContext) {
  // BullMQ gives a signal only to a function of three parameters.
  return async (job: Job, _token: string | undefined, signal: AbortSignal | undefined): Promise<void> => {
    const outboxId = outboxIdOf(job.id);
    try {
      if (!isJobName(job.name)) throw new PermanentError(`No job is called ${job.name}`);
      await attempt(context, job.name, job, signal);
    } catch (error) {
      const permanent = error instanceof PermanentError || error instanceof PayloadError;
      const lastAttempt = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      if (outboxId && (permanent || lastAttempt)) {
        // Where this fails, the relay finds the failed job and settles its message.
        await settleMessages(context.pool, [outboxId]).catch((err) =>
          context.log.warn({ err }, 'not settled yet'),
        );
      }
      throw permanent ? new UnrecoverableError((error as Error).message) : error;
    }
    if (outboxId) await settleMessages(context.pool, [outboxId]);
  };
}

async function attempt<Name extends JobName>(
  { processors, log }: RunJobContext,
  name: Name,
  job: Job,
  stop: AbortSignal | undefined,
): Promise<void> {
  const payload = jobs[name].parse(job.data);
  const timeout = AbortSignal.timeout(jobs[name].timeoutMs);
  const signal = stop ? AbortSignal.any([stop, timeout]) : timeout;
  const processor = processors[name] as Processor<JobName>;
  const attemptLog = log.child({ job: name, jobId: job.id, attempt: job.attemptsMade + 1 });
  await Promise.race([processor(payload, { signal, log: attemptLog }), rejected(signal, job.name)]);
}

function rejected(signal: AbortSignal, job: string): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => {
      const late = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
      reject(new Error(late ? `${job} took too long` : `${job} was stopped`));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
