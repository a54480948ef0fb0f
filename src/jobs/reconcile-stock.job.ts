import { DAY_MS, defineScheduledJob, HOUR_MS } from './scheduled.ts';

/**
 * Compares stock, ledger and orders of every product. It reads both tables from end to end, hence once a day;
 * `npm run reconcile` does it at any time. How long it may take follows the size of the shop; half a day is for
 * some hundred gigabytes on a slow disk.
 */
export const reconcileStock = defineScheduledJob('ledger.reconcile-stock', DAY_MS, {
  timeoutMs: 12 * HOUR_MS,
});
