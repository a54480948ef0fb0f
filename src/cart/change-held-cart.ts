import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { CartChange } from './cart-change.ts';
import { CartError } from './cart-error.ts';
import type { CartItemView } from './cart-view.ts';
import { changeCarts } from './change-carts.ts';
import { holdCart } from './sql/hold-cart.ts';

/** What the first wait did not see, such as a line that came meanwhile, the next one does. */
const MAX_WAITS = 5;

/** Somebody else was faster again and again: nothing was changed, and trying again later makes sense. */
export class CartContended extends Error {
  override readonly name = 'CartContended';
}

/**
 * Changes a cart that somebody else holds: waits for them first, for each lock as long as the pool's sessions may. Holds
 * what `holdCart` says meanwhile, and one connection.
 *
 * @returns the lines that were added, as this change left them
 * @throws {CartError} @throws {CartContended}
 */
export function changeHeldCart(pool: Pool, change: CartChange): Promise<CartItemView[]> {
  const wanted = change.lines.map((line) => line.productId);
  return inTransaction(pool, async (client) => {
    for (let wait = 1; wait <= MAX_WAITS; wait++) {
      await client.query({ ...holdCart, values: [change.userId, wanted] });
      const [outcome] = await changeCarts(client, [change]);
      if (outcome instanceof CartError) throw outcome;
      if (outcome !== 'held') return outcome!;
    }
    throw new CartContended(`held by others ${MAX_WAITS} times`);
  });
}
