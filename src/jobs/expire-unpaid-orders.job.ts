import { defineScheduledJob } from './scheduled.ts';

/** In ms: goods that nobody pays for are for sale again before the next buyer has given up. */
const EVERY_MS = 15_000;

/** Cancels orders that were not paid in time, so that their stock is for sale again. */
export const expireUnpaidOrders = defineScheduledJob('order.expire-unpaid', EVERY_MS);
