import type { Static, TObject } from 'typebox';
import { Compile } from 'typebox/compile';
import { Clean, Clone } from 'typebox/value';
import type { QueueName } from './queue-names.ts';

export interface JobPolicy {
  /** Times that a job is tried before it is failed for good. */
  readonly attempts: number;
  /** Wait before the second attempt, doubled after each further one up to a cap; half of it is jitter. */
  readonly backoff: { readonly firstDelayMs: number; readonly maxDelayMs: number };
  /** How much history the queue keeps; bounded, so that it never fills with it. */
  readonly retention: { readonly completed: Retention; readonly failed: Retention };
  /** One attempt may take this long; then its signal aborts and it counts as failed. */
  readonly timeoutMs: number;
}

export interface Retention {
  readonly count: number;
  readonly ageSeconds: number;
}

export interface JobDeclaration<Name extends string, Payload extends TObject> extends JobPolicy {
  /** `domain.verb-object`. */
  readonly name: Name;
  readonly queue: QueueName;
  /** What both sides agree on. No personal data: queues and dashboards show it. */
  readonly payload: Payload;
}

export interface Job<Name extends string = string, Payload extends TObject = TObject>
  extends JobDeclaration<Name, Payload> {
  /** Checks a payload that is about to be written: all that is declared, and nothing else. @throws {PayloadError} */
  make(payload: unknown): Static<Payload>;
  /**
   * Reads a payload that was written once. Fields that this version does not know are left out: a newer one wrote
   * them, and says by adding a field that the others may do without. @throws {PayloadError}
   */
  parse(payload: unknown): Static<Payload>;
}

/** A payload that is not what its job declares in this version. Values are never quoted. */
export class PayloadError extends Error {
  constructor(job: string, faults: readonly string[]) {
    super(`The payload of ${job} is not valid: ${faults.join('; ')}`);
    this.name = 'PayloadError';
  }
}

/** Declares a job, once for both sides: producers check against it, the worker parses again with it. */
export function defineJob<const Name extends string, Payload extends TObject>(
  declaration: JobDeclaration<Name, Payload>,
): Job<Name, Payload> {
  const validator = Compile(declaration.payload);
  const make = (payload: unknown): Static<Payload> => {
    if (validator.Check(payload)) return payload as Static<Payload>;
    const faults = validator.Errors(payload).map((fault) => `${fault.instancePath || '/'} ${fault.message}`);
    throw new PayloadError(declaration.name, faults);
  };
  return Object.freeze({
    ...declaration,
    make,
    parse(payload: unknown): Static<Payload> {
      if (validator.Check(payload)) return payload as Static<Payload>;
      return make(Clean(declaration.payload, Clone(payload)));
    },
  });
}
