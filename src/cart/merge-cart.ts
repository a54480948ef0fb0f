import { type Executor, executeIn } from '../database/execute-in.ts';
import { limits } from '../limits.ts';
import { holdCart } from './sql/hold-cart.ts';
import { type MergedRow, mergeCart as statement } from './sql/merge-cart.ts';

/**
 * Adds what is in one cart to another and empties it, in the caller's transaction. The bounds of a cart hold; what does
 * not fit is cut or left out, and is no error.
 *
 * Waits for who holds one of the carts, and holds both as `holdCart` says until the transaction ends, the emptied one
 * first: nobody else holds two but a checkout of both, which takes their lines in an order of its own.
 *
 * @returns how many lines of the other cart were taken and left out
 */
export async function mergeCart(client: Executor, carts: { from: string; into: string }): Promise<MergedRow> {
  const { from, into } = carts;
  const noProducts = '{}';
  for (const owner of [from, into]) await executeIn(client, holdCart, [owner, noProducts]);
  const values = [from, into, limits.cartItems, limits.quantity];
  const [merged] = await executeIn<MergedRow>(client, statement, values);
  return merged!;
}
