import { type TProperties, Type } from 'typebox';
import { defineJob } from './define-job.ts';
import { owedWork } from './owed-work.ts';

/** Declares a job about payments. The worker reads all else from the database. */
export function definePaymentJob<const Name extends string, Properties extends TProperties>(
  name: Name,
  properties: Properties,
) {
  return defineJob({
    name,
    queue: 'payments',
    payload: Type.Object(properties, { additionalProperties: false }),
    // payments.reconcile goes on after that.
    ...owedWork,
    // Two calls of a provider, and the database.
    timeoutMs: 120_000,
  });
}
