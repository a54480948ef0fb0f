import type { Deferred } from '../batching/deferred.ts';
import type { CartRow } from '../cart/sql/read-carts.ts';
import type { IdempotencyClaim } from '../idempotency/keyed-request.ts';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { type OutboxRow, outboxRow } from '../outbox/enqueue.ts';
import { viewOfDetails } from './order-details.ts';
import { orderNumber } from './order-number.ts';
import { type OrderView, plainCosts } from './order-view.ts';
import type { PlaceOrderCommand, PlaceOrderOutcome, ShortItem } from './outcome.ts';

/** An order that shall be written, and the cart lines it uses up. */
export interface DecidedOrder {
  view: OrderView;
  /** `view` as it is stored and sent. */
  body: string;
  command: PlaceOrderCommand;
  index: number;
  cartRows: CartRow[];
  /** What the shop owes for it from then on. */
  owes: OutboxRow[];
}

/** A sale of one product to one order, in the order in which they happen. */
export interface Sale {
  productId: string;
  orderId: string;
  quantity: number;
  resultingQuantity: number;
}

export interface ProductTake {
  version: number;
  quantity: number;
  sales: Sale[];
}

export interface Decision {
  /** One for each command; undefined where `orders` holds a decided order for it. */
  outcomes: (PlaceOrderOutcome | Deferred | undefined)[];
  orders: DecidedOrder[];
  takes: Map<string, ProductTake>;
  /** Commands that carry the key of an earlier one of this list: they get that one's answer. */
  followers: Map<number, number>;
}

/**
 * Decides in the order of `commands` who gets what of the stock that was read: a buyer whose items are
 * all there takes them, one who comes short takes nothing and learns of every short item. Pure: no clock
 * but `now`, no database.
 *
 * @param unpaid orders of a buyer that wait for their money
 * @param settled outcomes that are known already (replays, keys in progress, carts that there is no room for), by index of the command
 */
export function decide(
  commands: readonly PlaceOrderCommand[],
  rows: readonly CartRow[],
  settled: ReadonlyMap<number, PlaceOrderOutcome | Deferred>,
  now: Date,
  unpaid: ReadonlyMap<string, number> = new Map(),
): Decision {
  const carts = Map.groupBy(rows, (row) => row.user_id);
  const decision: Decision = { outcomes: [], orders: [], takes: new Map(), followers: new Map() };
  const leaders = new Map<string, { index: number; claim: IdempotencyClaim }>();

  for (const [index, command] of commands.entries()) {
    const claim = command.idempotency;
    const leader = claim && leaders.get(`${command.userId} ${claim.key}`);
    let outcome = settled.get(index);
    if (!outcome && leader) {
      if (leader.claim.fingerprint.equals(claim.fingerprint)) decision.followers.set(index, leader.index);
      else outcome = { kind: 'idempotency_key_reused' };
    } else if (!outcome) {
      const cart = carts.get(command.userId) ?? [];
      outcome = refuse(cart, decision.takes) ?? refuseUnpaid(command, cart, unpaid);
      if (!outcome) {
        decision.orders.push(take(command, index, cart, decision.takes, now));
        carts.delete(command.userId);
        if (claim) leaders.set(`${command.userId} ${claim.key}`, { index, claim });
      }
    }
    decision.outcomes[index] = outcome;
  }
  return decision;
}

/** Says why a cart cannot become an order, or nothing when it can. */
function refuse(cart: CartRow[], takes: Map<string, ProductTake>): PlaceOrderOutcome | undefined {
  const first = cart[0];
  if (!first) return { kind: 'cart_empty' };
  const short: ShortItem[] = [];
  let total = 0n;
  for (const row of cart) {
    const left = row.archived ? 0 : row.stock_quantity - (takes.get(row.product_id)?.quantity ?? 0);
    if (left < row.quantity)
      short.push({ productId: row.product_id, requested: row.quantity, available: left });
    total += BigInt(row.price) * BigInt(row.quantity);
  }
  if (short.length > 0) return { kind: 'insufficient_stock', items: short };
  if (cart.some((row) => row.currency !== first.currency)) return { kind: 'currency_mismatch' };
  if (total > BigInt(limits.total)) return { kind: 'order_too_large' };
  return undefined;
}

/** Orders that wait for money hold stock: a buyer has but a few of them. */
function refuseUnpaid(
  { userId, payment }: PlaceOrderCommand,
  cart: CartRow[],
  unpaid: ReadonlyMap<string, number>,
): PlaceOrderOutcome | undefined {
  if (!payment || (unpaid.get(userId) ?? 0) < limits.unpaidOrders) return undefined;
  return cart.some((row) => row.price > 0) ? { kind: 'too_many_unpaid_orders' } : undefined;
}

function take(
  command: PlaceOrderCommand,
  index: number,
  cart: CartRow[],
  takes: Map<string, ProductTake>,
  now: Date,
): DecidedOrder {
  const id = newId();
  const total = cart.reduce((sum, row) => sum + row.price * row.quantity, 0);
  const isPending = command.payment !== undefined && total > 0;
  const view: OrderView = {
    id,
    number: orderNumber(id),
    status: isPending ? 'PENDING' : 'PLACED',
    items: cart.map((row) => ({
      productId: row.product_id,
      sku: row.sku,
      name: row.name,
      unitPrice: row.price,
      quantity: row.quantity,
      lineTotal: row.price * row.quantity,
      cancelled: 0,
      fulfilled: 0,
      returned: 0,
      discount: 0,
      tax: 0,
      taxRate: 0,
    })),
    total,
    currency: cart[0]!.currency,
    createdAt: now.toISOString(),
    // What the database gives a new order by default.
    version: 1,
    fulfillmentStatus: 'UNFULFILLED',
    returnStatus: 'NONE',
    paymentStatus: total === 0 ? 'NOT_REQUIRED' : 'UNPAID',
    expiresAt: isPending ? new Date(now.getTime() + command.payment!.unpaidMs).toISOString() : null,
    authorized: 0,
    captured: 0,
    refunded: 0,
    ...plainCosts(total),
    ...viewOfDetails(command.details),
  };
  for (const row of cart) {
    const product = takes.get(row.product_id) ?? { version: row.version, quantity: 0, sales: [] };
    product.quantity += row.quantity;
    product.sales.push({
      productId: row.product_id,
      orderId: id,
      quantity: row.quantity,
      resultingQuantity: row.stock_quantity - product.quantity,
    });
    takes.set(row.product_id, product);
  }
  // A buyer hears of an order that is placed; until it is paid, it is not.
  const owes = isPending
    ? []
    : [outboxRow('order.send-confirmation-email', { orderId: id }, { subjectId: id })];
  return { view, body: JSON.stringify(view), command, index, cartRows: cart, owes };
}
