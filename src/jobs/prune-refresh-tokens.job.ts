import { defineScheduledJob, HOUR_MS } from './scheduled.ts';

/** Removes refresh tokens that have expired and no longer say anything about their family. */
export const pruneRefreshTokens = defineScheduledJob('account.prune-refresh-tokens', HOUR_MS);
