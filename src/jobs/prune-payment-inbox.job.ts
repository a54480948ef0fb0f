import { DAY_MS, defineScheduledJob } from './scheduled.ts';

/** Removes webhooks of providers that were settled long ago. */
export const prunePaymentInbox = defineScheduledJob('payments.prune-inbox', DAY_MS);
