import { Type } from 'typebox';
import { defineJob } from './define-job.ts';
import { MINUTE_MS } from './scheduled.ts';

/** A wish when an invoice was issued: makes the PDFs that are not made yet. `invoice.issue-due` finds what was lost. */
export const makeInvoiceFiles = defineJob({
  name: 'invoice.make-files',
  queue: 'maintenance',
  payload: Type.Object({}, { additionalProperties: false }),
  attempts: 3,
  backoff: { firstDelayMs: 1_000, maxDelayMs: 10_000 },
  retention: {
    completed: { count: 100, ageSeconds: 24 * 3_600 },
    failed: { count: 100, ageSeconds: 7 * 24 * 3_600 },
  },
  timeoutMs: 10 * MINUTE_MS,
});
