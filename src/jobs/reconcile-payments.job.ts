import { defineScheduledJob, MINUTE_MS } from './scheduled.ts';

/** Asks providers about what hangs: attempts and operations without an outcome, webhooks whose payment was not known. */
export const reconcilePayments = defineScheduledJob('payments.reconcile', MINUTE_MS);
