import { defineScheduledJob, MINUTE_MS } from './scheduled.ts';

/** Removes events that are older than they are kept, and what came of telling them. */
export const pruneEvents = defineScheduledJob('events.prune', 15 * MINUTE_MS);
