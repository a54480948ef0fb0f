import { limits } from '../../limits.ts';
import { runInOrder } from './in-order.ts';
import { administratorEmail, type PlannedOrder } from './plan-orders.ts';
import { conflicts, isCancellation, type Planned, type PlannedCancellation } from './plan-year.ts';
import type { ShopProduct } from './prepare-products.ts';
import { PriceTags } from './price-tags.ts';
import type { Sessions } from './sessions.ts';
import type { ShopClient } from './shop-client.ts';

export interface Play {
  client: ShopClient;
  sessions: Sessions;
  products: ReadonlyMap<string, ShopProduct>;
  concurrency: number;
  /** Makes the Idempotency-Key of an order or a cancellation. */
  keyOf: (planned: Planned) => string;
  /** Country that an order goes to, by its code; undefined: it names no address. */
  countryOf: (order: PlannedOrder) => string | undefined;
  stopping: () => boolean;
  onPlayed: (planned: Planned) => void;
}

/**
 * Plays orders through the API, as customers and an administrator do: cart filled, prices set, order placed. While an
 * order waits for one that needs other prices, its customer logs in and fills the cart, and those of its prices are set
 * that no order before it needs otherwise: seldom is more left than the last call when its turn comes. Customers cancel what they gave back. It stops between two invoices. @returns how many prices it changed
 */
export async function playOrders(all: readonly Planned[], play: Play): Promise<number> {
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
  const shouldStop = (planned: Planned): boolean => {
    const isWithin = !isCancellation(planned) && planned.part > 1;
    if (!isWithin && play.stopping()) return true;
    if (!isCancellation(planned)) prepare(planned);
    return false;
  };
  const prepare = (order: PlannedOrder): void => {
    prices.claim(order.items.values());
    const filled = fillCart(order, lastPlaced.get(order.account));
    // Whoever plays the order is told.
    filled.catch(() => {});
    const placed = Promise.withResolvers<void>();
    lastPlaced.set(order.account, placed.promise);
    turns.set(order, { filled, placed });
  };
  const ids = new Map<PlannedOrder, string>();
  const place = async (order: PlannedOrder): Promise<void> => {
    const { filled, placed } = turns.get(order)!;
    turns.delete(order);
    await Promise.all([filled, prices.met(order.items.values())]);
    const token = await sessions.tokenOf(order.account);
    const idempotencyKey = play.keyOf(order);
    const { id } = await client.send<{ id: string }>({
      method: 'POST',
      path: '/orders',
      ...bodyTo(play.countryOf(order)),
      token,
      idempotencyKey,
    });
    ids.set(order, id);
    prices.release(order.items.values());
    placed.resolve();
  };
  const cancel = async (cancellation: PlannedCancellation): Promise<void> => {
    const { account, order, units } = cancellation;
    const items = [...units].map(([sku, quantity]) => ({ productId: prices.productIdOf(sku), quantity }));
    await client.send({
      method: 'POST',
      path: `/orders/${ids.get(order)}/cancellations`,
      body: { items, reason: 'customer' },
      token: await sessions.tokenOf(account),
      idempotencyKey: play.keyOf(cancellation),
    });
  };
  const run = async (planned: Planned): Promise<void> => {
    await (isCancellation(planned) ? cancel(planned) : place(planned));
    play.onPlayed(planned);
  };

  await runInOrder(all, { concurrency: play.concurrency, conflicts, run, shouldStop }).finally(() =>
    prices.end(),
  );
  return prices.changes;
}

/** The file says no more of where an order goes than its country. */
const bodyTo = (country: string | undefined) =>
  country === undefined
    ? {}
    : { body: { shippingAddress: { name: 'Customer', line1: 'Street', city: 'City', country } } };
