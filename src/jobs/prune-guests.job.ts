import { defineScheduledJob, HOUR_MS } from './scheduled.ts';

/** Removes guests who own no order and cannot come back: their last login is over. */
export const pruneGuests = defineScheduledJob('account.prune-guests', HOUR_MS);
