import { defineScheduledJob, HOUR_MS } from './scheduled.ts';

/** Removes links of mails that ended a day ago. */
export const pruneMailedLinks = defineScheduledJob('account.prune-mailed-links', HOUR_MS);
