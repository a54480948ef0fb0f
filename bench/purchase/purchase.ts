import { randomUUID } from 'node:crypto';
import { expectStatus } from '../setup/closed-loop.ts';
import { type Answer, type Connection, requestOf } from '../setup/connection.ts';
import type { Latencies } from '../setup/latencies.ts';
import { anyOf, buyerToken, type ShopWindow } from './catalog.ts';

/** The calls of a purchase, in their order. */
export const calls = [
  'GET /products',
  'GET /products/{id}',
  'PUT /cart',
  'GET /cart',
  'POST /orders',
  'GET /orders/{id}',
] as const;

export type PurchaseLatencies = Record<(typeof calls)[number], Latencies>;

/** One customer's way: a list, a product of it, two products of it into the cart, the cart, the order, the order again. */
export async function purchase(
  connection: Connection,
  buyer: number,
  windows: readonly ShopWindow[],
  latencies: PurchaseLatencies,
): Promise<void> {
  const token = buyerToken(buyer);
  const call = async (name: (typeof calls)[number], status: number, request: string): Promise<Answer> => {
    const began = performance.now();
    const answer = await connection.send(request);
    latencies[name].add(performance.now() - began);
    return expectStatus(answer, status);
  };
  const { path, productIds } = anyOf(windows);
  const [first, second] = twoOf(productIds);
  await call('GET /products', 200, requestOf('GET', path));
  await call('GET /products/{id}', 200, requestOf('GET', `/products/${first}`));
  await call('PUT /cart', 200, cartOf(buyer, [first, second]));
  await call('GET /cart', 200, requestOf('GET', '/cart', { token }));
  const { head } = await call('POST /orders', 201, orderOf(buyer));
  const location = /\r\nlocation: *(\S+)/i.exec(head)?.[1];
  if (location === undefined) throw new Error('an order without a Location');
  await call('GET /orders/{id}', 200, requestOf('GET', location, { token }));
}

/** The whole cart in one request. */
export function cartOf(buyer: number, productIds: readonly string[]): string {
  const items = productIds.map((productId) => ({ productId, quantity: 1 }));
  return requestOf('PUT', '/cart', { token: buyerToken(buyer), body: { items } });
}

/** An order of what is in the cart, under a key of its own. */
export function orderOf(buyer: number): string {
  return requestOf('POST', '/orders', { token: buyerToken(buyer), key: randomUUID() });
}

export function twoOf<T>(values: readonly T[]): [T, T] {
  const first = Math.floor(Math.random() * values.length);
  const distance = 1 + Math.floor(Math.random() * (values.length - 1));
  return [values[first]!, values[(first + distance) % values.length]!];
}
