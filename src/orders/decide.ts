import type { Deferred } from '../batching/deferred.ts';
import type { CartRow } from '../cart/sql/read-carts.ts';
import type { IdempotencyClaim } from '../idempotency/keyed-request.ts';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { type OutboxRow, outboxRow } from '../outbox/enqueue.ts';
import type { Quote } from '../rates/quote.ts';
import { sharesOf, viewOfCosts } from './order-costs.ts';
import { viewOfDetails } from './order-details.ts';
import { orderNumber } from './order-number.ts';
import { type OrderView, plainCosts } from './order-view.ts';
import type { PlaceOrderCommand, PlaceOrderOutcome, ShortItem } from './outcome.ts';
import { type CouponTakes, type Priced, priceOrder, redeem } from './price-order.ts';
import { type BatchTerms, NO_TERMS } from './read-terms.ts';

/** An order that shall be written, and the cart lines it uses up. */
export interface DecidedOrder {
  view: OrderView;
  /** `view` as it is stored and sent. */
  body: string;
  command: PlaceOrderCommand;
  index: number;
  cartRows: CartRow[];
  /** Undefined where it costs the sum of its lines, and nothing else is to be said of it. */
  costs: Quote | undefined;
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
  coupons: CouponTakes;
  /** Commands that carry the key of an earlier one of this list: they get that one's answer. */
  followers: Map<number, number>;
}

/** What was read beside the carts, for those orders that need it. */
export interface ReadBeside {
  readonly terms: BatchTerms;
  /** Orders of a buyer that wait for their money. */
  readonly unpaid: ReadonlyMap<string, number>;
}

const NOTHING_READ: ReadBeside = { terms: NO_TERMS, unpaid: new Map() };

/**
 * Decides in the order of `commands` who gets what of the stock that was read: a buyer whose items are
 * all there takes them, one who comes short takes nothing and learns of every short item. Coupons go the same way.
 * Pure: no clock but `now`, no database.
 *
 * @param settled outcomes that are known already (replays, keys in progress, carts that there is no room for), by index of the command
 */
export function decide(
  commands: readonly PlaceOrderCommand[],
  rows: readonly CartRow[],
  settled: ReadonlyMap<number, PlaceOrderOutcome | Deferred>,
  now: Date,
  read: ReadBeside = NOTHING_READ,
): Decision {
  const carts = Map.groupBy(rows, (row) => row.user_id);
  const decision: Decision = {
    outcomes: [],
    orders: [],
    takes: new Map(),
    coupons: new Map(),
    followers: new Map(),
  };
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
      const priced =
        refuse(cart, decision.takes) ??
        priceOrder(cart, { asked: command.asked, index, batch: read.terms }, decision.coupons);
      if (priced.kind !== 'priced') outcome = priced;
      else if (isOneTooMany(command, priced.total, read.unpaid)) outcome = { kind: 'too_many_unpaid_orders' };
      else {
        const order = take(command, index, cart, decision.takes, now, priced);
        decision.orders.push(order);
        if (command.asked)
          redeem(
            priced.coupons,
            { orderId: order.view.id, buyerKey: command.asked.buyerKey },
            decision.coupons,
          );
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
function isOneTooMany(
  { userId, payment }: PlaceOrderCommand,
  total: number,
  unpaid: ReadonlyMap<string, number>,
): boolean {
  return payment !== undefined && total > 0 && (unpaid.get(userId) ?? 0) >= limits.unpaidOrders;
}

function take(
  command: PlaceOrderCommand,
  index: number,
  cart: CartRow[],
  takes: Map<string, ProductTake>,
  now: Date,
  { total, costs }: Priced,
): DecidedOrder {
  const id = newId();
  const isPending = command.payment !== undefined && total > 0;
  const view: OrderView = {
    id,
    number: orderNumber(id),
    status: isPending ? 'PENDING' : 'PLACED',
    items: cart.map((row, n) => ({
      productId: row.product_id,
      sku: row.sku,
      name: row.name,
      unitPrice: row.price,
      quantity: row.quantity,
      lineTotal: row.price * row.quantity,
      cancelled: 0,
      fulfilled: 0,
      returned: 0,
      ...sharesOf(costs?.items[n]),
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
    ...(costs ? viewOfCosts(costs) : plainCosts(total)),
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
  return { view, body: JSON.stringify(view), command, index, cartRows: cart, costs, owes };
}
