import { limits } from '../limits.ts';

/** Lines of all carts in one transaction: beyond this, statements grow long and others wait too long. */
export const MAX_LINES = 2 * limits.cartItems;

/** What carts are read with: one line more tells that there are more. */
export const LINES_READ = MAX_LINES + 1;

/**
 * Says which carts were read whole, of `rows` that were read cart after cart in the order of `buyers`, at most
 * LINES_READ of them: all of them, or those before the one that was cut off.
 */
export function buyersRead(
  buyers: readonly string[],
  rows: readonly { user_id: string }[],
): ReadonlySet<string> {
  if (rows.length < LINES_READ) return new Set(buyers);
  return new Set(buyers.slice(0, buyers.indexOf(rows.at(-1)!.user_id)));
}
