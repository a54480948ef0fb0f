import { DAY_MS, defineScheduledJob, HOUR_MS } from './scheduled.ts';

/** Takes out of old orders what tells of a person; only where the shop has set how old they are. */
export const eraseOldOrders = defineScheduledJob('privacy.erase-old-orders', DAY_MS, {
  timeoutMs: 3 * HOUR_MS,
});
