import { defineScheduledJob, MINUTE_MS } from './scheduled.ts';

/** Removes the answers of Idempotency-Keys that have expired; an expired one counts for nothing already. */
export const pruneIdempotencyKeys = defineScheduledJob('idempotency.prune-keys', 15 * MINUTE_MS);
