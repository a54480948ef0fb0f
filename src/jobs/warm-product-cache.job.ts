import { Type } from 'typebox';
import { defineJob } from './define-job.ts';

/**
 * A wish, not a debt: requested after a catalogue change and at start, lost without harm. However often it
 * is requested, at most one waits and one runs.
 */
export const warmProductCache = defineJob({
  name: 'catalog.warm-product-cache',
  queue: 'catalog',
  payload: Type.Object(
    { reason: Type.Union([Type.Literal('start'), Type.Literal('change')]) },
    { additionalProperties: false },
  ),
  attempts: 3,
  backoff: { firstDelayMs: 1_000, maxDelayMs: 10_000 },
  retention: {
    completed: { count: 100, ageSeconds: 24 * 3_600 },
    failed: { count: 100, ageSeconds: 7 * 24 * 3_600 },
  },
  timeoutMs: 30_000,
});
