import { defineScheduledJob, MINUTE_MS } from './scheduled.ts';

/** Goes on with taking out of the shop what tells of persons who asked for it. */
export const continueErasures = defineScheduledJob('privacy.continue-erasures', MINUTE_MS);
