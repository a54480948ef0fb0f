import { defineScheduledJob, HOUR_MS, MINUTE_MS } from './scheduled.ts';

/** Adds up the sales of days that are over, or of which an order has changed, so that reports need not. */
export const rollUpSales = defineScheduledJob('report.roll-up-sales', 10 * MINUTE_MS, { timeoutMs: HOUR_MS });
