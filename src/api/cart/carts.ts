import type { FastifyInstance } from 'fastify';
import type { CartChange } from '../../cart/cart-change.ts';
import { createCartPool } from '../../cart/cart-pool.ts';
import { createCartQueue } from '../../cart/cart-queue.ts';
import type { CartItemView } from '../../cart/cart-view.ts';
import { createCartReader } from '../../cart/read-cart.ts';
import { type PricedCart, pricedCart } from './priced-cart.ts';
import { asProblem } from './problems.ts';

export interface Carts {
  /** @throws {Overloaded} */
  read(userId: string): Promise<PricedCart>;
  /** @param pointerOf as `asProblem` has it @returns the lines that were added @throws {Problem} */
  change(change: CartChange, pointerOf?: (productId: string) => string): Promise<CartItemView[]>;
}

/** The way of a cart through this process: those that wait share a statement, problems for what is refused. */
export function createCarts(app: FastifyInstance): Carts {
  const pool = createCartPool(app.config.databaseUrl);
  pool.on('error', (error) => app.log.warn({ err: error }, 'a connection for carts ended'));
  app.addHook('onClose', () => pool.end());
  const queue = createCartQueue(pool, app.pg);
  const { defaultCurrency, pricesIncludeTax } = app.config;
  const read = createCartReader(pool, defaultCurrency);
  return {
    read: async (userId) => pricedCart(app.pg, userId, await read(userId), pricesIncludeTax),
    change: (change, pointerOf) => queue.change(change).catch(asProblem(pointerOf)),
  };
}
