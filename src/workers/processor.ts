import type { Logger } from 'pino';
import type { OutboxFailure } from '../entities/outbox-message.entity.ts';
import type { JobName, JobPayload } from '../jobs/catalogue.ts';

/** What a processor knows of the attempt that it makes. */
export interface Attempt {
  /** Aborts when the attempt has taken too long or the worker is told to stop at once. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/**
 * Does one job. It may run more than once for one job (a worker died, a lock expired, an operator retried),
 * so doing it twice does no more than doing it once. What it throws is tried again later, unless it is a
 * PermanentError.
 */
export type Processor<Name extends JobName> = (payload: JobPayload<Name>, attempt: Attempt) => Promise<void>;

/** One processor for every job that is declared; one that is missing does not compile. */
export type Processors = { readonly [Name in JobName]: Processor<Name> };

/** Trying again cannot help. The job fails at once, keeps this reason and waits for an operator. */
export class PermanentError extends Error {
  constructor(
    message: string,
    readonly failure: OutboxFailure,
  ) {
    super(message);
    this.name = 'PermanentError';
  }
}
