import { limits } from '../../limits.ts';
import { runInOrder } from './in-order.ts';
import { administratorEmail, conflicts, type PlannedOrder } from './plan-orders.ts';
import type { ShopProduct } from './prepare-products.ts';
import { PriceTags } from './price-tags.ts';
import type { Sessions } from './sessions.ts';
import type { ShopClient } from './shop-client.ts';

export interface Play {
  client: ShopClient;
  sessions: Sessions;
  products: ReadonlyMap<string, ShopProduct>;
  concurrency: number;
  /** Makes the Idempotency-Key of an order. */
  keyOf: (order: PlannedOrder) => string;
  stopping: () => boolean;
  onPlayed: (order: PlannedOrder) => void;
}

/**
 * Plays orders through the API, as customers and an administrator do: cart filled, prices set, order placed. While an
 * order waits for one that needs other prices, its customer logs in and fills the cart, so that nothing but the two last
 * calls is left when its turn comes. It stops between two invoices. @returns how many prices it changed
 */
export async function playOrders(orders: readonly PlannedOrder[], play: Play): Promise<number> {
  const { client, sessions } = play;
  const prices = new PriceTags(play.products, async (changes) => {
    const token = await sessions.tokenOf(administratorEmail);
    for (let from = 0; from < changes.length; from += limits.priceList) {
      const items = changes.slice(from, from + limits.priceList);
      await client.send({ method: 'PATCH', path: '/prices', body: { items }, token });
    }
  });
  /** The place of the last order of each account: until it is taken, the cart is that order's. */
  const lastPlaced = new Map<string, Promise<void>>();
  const turns = new Map<PlannedOrder, { filled: Promise<void>; placed: PromiseWithResolvers<void> }>();

  const fillCart = async (order: PlannedOrder, before: Promise<void> | undefined) => {
    const token = await sessions.tokenOf(order.account);
    await before;
    const items = [...order.items.values()].map(({ sku, quantity }) => ({
      productId: prices.productIdOf(sku),
      quantity,
    }));
    await client.send({ method: 'PUT', path: '/cart', body: { items }, token });
  };
  const shouldStop = (order: PlannedOrder): boolean => {
    if (order.part === 1 && play.stopping()) return true;
    const filled = fillCart(order, lastPlaced.get(order.account));
    // Whoever plays the order is told.
    filled.catch(() => {});
    const placed = Promise.withResolvers<void>();
    lastPlaced.set(order.account, placed.promise);
    turns.set(order, { filled, placed });
    return false;
  };
  const run = async (order: PlannedOrder): Promise<void> => {
    const { filled, placed } = turns.get(order)!;
    turns.delete(order);
    await Promise.all([filled, prices.require(order.items.values())]);
    const token = await sessions.tokenOf(order.account);
    await client.send({ method: 'POST', path: '/orders', token, idempotencyKey: play.keyOf(order) });
    placed.resolve();
    play.onPlayed(order);
  };

  await runInOrder(orders, { concurrency: play.concurrency, conflicts, run, shouldStop });
  return prices.changes;
}
