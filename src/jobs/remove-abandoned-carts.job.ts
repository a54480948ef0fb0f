import { DAY_MS, defineScheduledJob } from './scheduled.ts';

/** Empties carts that nothing was put into for a long time; only where the shop has set how long that is. */
export const removeAbandonedCarts = defineScheduledJob('cart.remove-abandoned', DAY_MS);
