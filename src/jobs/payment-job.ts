import { type TProperties, Type } from 'typebox';
import { defineJob } from './define-job.ts';

/** Declares a job about payments. The worker reads all else from the database. */
export function definePaymentJob<const Name extends string, Properties extends TProperties>(
  name: Name,
  properties: Properties,
) {
  return defineJob({
    name,
    queue: 'payments',
    payload: Type.Object(properties, { additionalProperties: false }),
    // More than a day: longer than an outage of a provider should last. payments.reconcile goes on after that.
    attempts: 500,
    backoff: { firstDelayMs: 1_000, maxDelayMs: 300_000 },
    retention: {
      completed: { count: 1_000, ageSeconds: 24 * 3_600 },
      failed: { count: 10_000, ageSeconds: 30 * 24 * 3_600 },
    },
    // Two calls of a provider, and the database.
    timeoutMs: 120_000,
  });
}
