import { defineScheduledJob } from './scheduled.ts';

/** How long lists may be sorted by a price that was, in ms; what is shown and charged waits for nothing. */
const EVERY_MS = 10_000;

/** Stores prices whose time has come, so that lists are sorted by them. */
export const settlePrices = defineScheduledJob('catalog.settle-prices', EVERY_MS);
