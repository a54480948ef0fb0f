import { defineScheduledJob, MINUTE_MS } from './scheduled.ts';

/** Cancels orders that were not paid in time, so that their stock is for sale again. */
export const expireUnpaidOrders = defineScheduledJob('order.expire-unpaid', MINUTE_MS);
