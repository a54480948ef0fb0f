import { DAY_MS, defineScheduledJob, HOUR_MS } from './scheduled.ts';

/** Compares what providers say of their payments with what is written here, in both directions. */
export const comparePayments = defineScheduledJob('payments.compare', DAY_MS, { timeoutMs: 2 * HOUR_MS });
