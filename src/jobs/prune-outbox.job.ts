import { defineScheduledJob, MINUTE_MS } from './scheduled.ts';

/**
 * Removes outbox messages whose job is over for longer than the shop wants to look back. Often, because a busy
 * shop writes many: a turn removes a bounded number of them.
 */
export const pruneOutbox = defineScheduledJob('outbox.prune-messages', 5 * MINUTE_MS);
