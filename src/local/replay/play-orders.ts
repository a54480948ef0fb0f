import { runInOrder } from './in-order.ts';
import { administratorEmail, conflicts, type PlannedOrder } from './plan-orders.ts';
import type { ShopProduct } from './prepare-products.ts';
import { PriceTags } from './price-tags.ts';
import type { Sessions } from './sessions.ts';
import type { ShopClient } from './shop-client.ts';

/** Customers who come soon log in meanwhile: checking a password takes about 30 ms of the shop. */
const loginsAhead = 12;

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
 * Plays orders through the API, as customers and an administrator do: prices set, cart filled, order placed.
 * It stops between two invoices. @returns how many prices it changed
 */
export async function playOrders(orders: readonly PlannedOrder[], play: Play): Promise<number> {
  const { client, sessions } = play;
  const prices = new PriceTags(play.products, async (productId, price) => {
    const token = await sessions.tokenOf(administratorEmail);
    await client.send({ method: 'PATCH', path: `/products/${productId}`, body: { price }, token });
  });

  const run = async (order: PlannedOrder) => {
    const items = [...order.items.values()];
    const priced = items.map((item) => prices.require(item.sku, item.price));
    // All of them, so that none is still on its way to the shop when this order has failed.
    const faults = (await Promise.allSettled(priced)).filter((result) => result.status === 'rejected');
    if (faults[0]) throw faults[0].reason;
    const token = await sessions.tokenOf(order.account);
    const wishes = items.map(({ sku, quantity }) => ({ productId: prices.productIdOf(sku), quantity }));
    await client.send({ method: 'PUT', path: '/cart', body: { items: wishes }, token });
    await client.send({ method: 'POST', path: '/orders', token, idempotencyKey: play.keyOf(order) });
    play.onPlayed(order);
  };
  const shouldStop = (order: PlannedOrder, position: number) => {
    const soon = orders[position + loginsAhead];
    if (soon) sessions.prepare(soon.account);
    return order.part === 1 && play.stopping();
  };

  await runInOrder(orders, { concurrency: play.concurrency, conflicts, run, shouldStop });
  return prices.changes;
}
