import { DAY_MS, defineScheduledJob } from './scheduled.ts';

/**
 * Compares stock, ledger and orders of every product. It reads both tables from end to end, hence once a day;
 * \`npm run reconcile\` does it at any time.
 */
export const reconcileStock = defineScheduledJob('ledger.reconcile-stock', DAY_MS);
