import { Type } from 'typebox';
import { defineJob } from './define-job.ts';
import { uuidSchema } from './uuid-schema.ts';

/** Owed by every placed order, through the outbox. The worker reads all else from the database. */
export const sendConfirmationEmail = defineJob({
  name: 'order.send-confirmation-email',
  queue: 'mail',
  payload: Type.Object({ orderId: uuidSchema }, { additionalProperties: false }),
  // After nine attempts and about six minutes the delay stays at its cap; 500 attempts then last more
  // than a day, longer than an outage of the mail server should.
  attempts: 500,
  backoff: { firstDelayMs: 1_000, maxDelayMs: 300_000 },
  retention: {
    completed: { count: 1_000, ageSeconds: 24 * 3_600 },
    failed: { count: 10_000, ageSeconds: 30 * 24 * 3_600 },
  },
  // Eight mails wait for each connection to the mail server, which may take seven seconds for one.
  timeoutMs: 60_000,
});
