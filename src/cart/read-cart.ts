import type { Pool } from 'pg';
import { Deferred } from '../batching/deferred.ts';
import { sharedStatement } from '../batching/shared-statement.ts';
import { uuid } from '../database/column-types.ts';
import { rowsOf } from '../database/flight.ts';
import { limits } from '../limits.ts';
import type { CartView, ReadCart } from './cart-view.ts';
import { type CartRow, readCarts } from './sql/read-carts.ts';

/** Carts in one statement, and their lines, where it is more than one cart's: beyond this others wait too long. */
const MAX_CARTS = 64;
const LINES_READ = limits.cartItems + 1;
/** Readers that wait in one process, and for how long, in ms. */
const MAX_WAITING = 2_000;
const MAX_WAIT_MS = 5_000;

/** As the checkout reads them; by a name of its own, as each is prepared on a connection of its own. */
const statement = { ...readCarts, name: 'cart.read' };

/**
 * Reads carts: those who ask while a statement is under way share the next one, which sees all that was committed
 * before they asked.
 *
 * @param pool with plans for look-ups (createCartPool)
 * @returns reads a customer's cart with today's prices and stock @throws {Overloaded}
 */
export function createCartReader(pool: Pool, emptyCurrency: string): (userId: string) => Promise<ReadCart> {
  const read = sharedStatement((userIds: string[]) => readRows(pool, userIds), {
    maxItems: MAX_CARTS,
    maxWaiting: MAX_WAITING,
    patienceMs: MAX_WAIT_MS,
  });
  return async (userId) => {
    const rows = await read(userId);
    return {
      cart: viewOf(rows, emptyCurrency),
      anyDiscount: rows.some(({ any_discount }) => any_discount === true),
    };
  };
}

/** The lines of each cart, in the order in which it was filled; Deferred for those behind LINES_READ. */
async function readRows(pool: Pool, userIds: readonly string[]): Promise<(CartRow[] | Deferred)[]> {
  const owners = [...new Set(userIds)];
  const rows = await rowsOf<CartRow>(pool, { statement, values: [uuid.array(owners), LINES_READ] });
  const carts = Map.groupBy(rows, (row) => row.user_id);
  // The last cart that was reached may be cut off. The first never is: no cart has so many lines.
  const cut = rows.length < LINES_READ ? owners.length : owners.indexOf(rows.at(-1)!.user_id);
  const whole = new Set(owners.slice(0, cut));
  return userIds.map((userId) => (whole.has(userId) ? (carts.get(userId) ?? []) : new Deferred('heavy')));
}

/**
 * Its currency is that of the first product that is still for sale; `total` is the sum of what can be ordered together:
 * not of what has left the shop or changed its currency meanwhile, whose lines are there with `available` 0.
 */
function viewOf(rows: readonly CartRow[], emptyCurrency: string): CartView {
  const currency = (rows.find((row) => !row.archived) ?? rows[0])?.currency ?? emptyCurrency;
  const canBeOrdered = (row: CartRow) => !row.archived && row.currency === currency;
  return {
    items: rows.map((row) => ({
      id: row.cart_item_id,
      productId: row.product_id,
      sku: row.sku,
      name: row.name,
      unitPrice: row.price,
      currency: row.currency,
      quantity: row.quantity,
      lineTotal: row.price * row.quantity,
      available: canBeOrdered(row) ? row.stock_quantity : 0,
    })),
    // Beyond 2^53 this loses its last digits; such a cart cannot be ordered (order_too_large).
    total: rows.filter(canBeOrdered).reduce((sum, row) => sum + row.price * row.quantity, 0),
    currency,
  };
}
