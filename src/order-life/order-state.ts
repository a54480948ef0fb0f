import { type AuditRow, auditRow } from '../audit/audit-row.ts';
import type { FulfillmentStatus, OrderStatus, ReturnStatus } from '../entities/order.entity.ts';
import type { OrderEventType } from '../entities/order-event.entity.ts';
import { newId } from '../ids.ts';
import { fulfillmentStatus, openUnits, returnStatus } from '../orders/derived-status.ts';
import { unitsByProduct } from '../orders/units-by-product.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import type { Actor, ItemUnits, OrderRef } from './command.ts';
import { OrderError } from './order-error.ts';

/** An item of an order that is held, and what becomes of it. */
export interface ItemState {
  readonly orderId: string;
  readonly position: number;
  readonly productId: string;
  readonly unitPrice: number;
  readonly quantity: number;
  /** Frozen amounts of the whole line, minor units. */
  readonly discount: number;
  readonly tax: number;
  cancelled: number;
  fulfilled: number;
  returned: number;
  restocked: number;
}

/** An order whose row is held, and what becomes of it. */
export interface OrderState {
  readonly id: string;
  readonly userId: string;
  readonly currency: string;
  /** Something was taken off it: it may have coupons. */
  readonly isDiscounted: boolean;
  /** What all of it costs, minor units. */
  readonly total: number;
  readonly pricesIncludeTax: boolean;
  /** The database's clock while the row is held. */
  readonly now: Date;
  readonly items: readonly ItemState[];
  status: OrderStatus;
  version: number;
  fulfillmentStatus: FulfillmentStatus;
  returnStatus: ReturnStatus;
  expiresAt: Date | null;
  cancelledAt: Date | null;
  /** What providers hold, have taken and have given back of it. */
  authorized: number;
  captured: number;
  refunded: number;
  /** Of `total`, what need not be paid: it was cancelled before it was. */
  notDue: number;
  /** There are payments of it to look at. */
  readonly paymentBegun: boolean;
  paymentProcessing: boolean;
}

/** What happened, for the timeline. */
export interface EventRow {
  readonly id: string;
  readonly orderId: string;
  readonly orderVersion: number;
  readonly type: OrderEventType;
  readonly actor: Actor;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
}

/** What every change writes: orders and items as they are from then on, events, entries of the audit log, messages. */
export interface ChangedRows {
  readonly orders: OrderState[];
  readonly items: ItemState[];
  readonly events: EventRow[];
  readonly audit: AuditRow[];
  readonly messages: OutboxRow[];
}

/** Units of an item of an order. */
export interface Taken {
  readonly item: ItemState;
  readonly quantity: number;
}

/** The order that `ref` names, where it may be changed by it. @throws {OrderError} not_found, version_mismatch */
export function admit(orders: ReadonlyMap<string, OrderState>, ref: OrderRef): OrderState {
  const order = orders.get(ref.orderId.toLowerCase());
  if (!order || (ref.ownerId !== undefined && ref.ownerId !== order.userId))
    throw new OrderError('not_found');
  if (ref.precondition && !ref.precondition(order.version)) throw new OrderError('version_mismatch');
  return order;
}

/**
 * The units that are named, by item in the order of the items; all that are open where none are named.
 *
 * @throws {OrderError} no_such_item; nothing_open where fewer are open, and where nothing is
 */
export function takeOpen(order: OrderState, units: readonly ItemUnits[] | undefined): Taken[] {
  const taken =
    units === undefined
      ? order.items.map((item) => ({ item, quantity: openUnits(item) })).filter((t) => t.quantity > 0)
      : takeNamed(order, units);
  const short = taken.filter(({ item, quantity }) => quantity > openUnits(item));
  if (taken.length === 0 || short.length > 0) {
    throw new OrderError('nothing_open', short.map(productOf));
  }
  return taken;
}

/** The units that are named, however many there are. A product that is named twice counts twice. @throws {OrderError} no_such_item */
export function takeNamed(order: OrderState, units: readonly ItemUnits[]): Taken[] {
  const wanted = unitsByProduct(units);
  const taken = order.items.flatMap((item) => {
    const quantity = wanted.get(item.productId);
    wanted.delete(item.productId);
    return quantity === undefined ? [] : [{ item, quantity }];
  });
  if (wanted.size > 0) throw new OrderError('no_such_item', [...wanted.keys()]);
  return taken;
}

export const productOf = ({ item }: Taken): string => item.productId;

/** As records and events name units. */
export const unitsOf = ({ item, quantity }: Taken): { productId: string; quantity: number } => ({
  productId: item.productId,
  quantity,
});

/**
 * The end of a change: the next version, the statuses that follow from the quantities, and the event that tells of it.
 *
 * @param isAwaited whether a return of the order is open
 */
export function conclude(
  order: OrderState,
  event: { type: OrderEventType; actor: Actor; data: Record<string, unknown> },
  isAwaited = order.returnStatus === 'REQUESTED',
): EventRow {
  order.version += 1;
  order.fulfillmentStatus = fulfillmentStatus(order.items);
  order.returnStatus = returnStatus(order.items, isAwaited);
  return { id: newId(), orderId: order.id, orderVersion: order.version, createdAt: order.now, ...event };
}

/** The entries of the audit log that tell of events; none of what buyers and the shop itself do. */
export const auditOf = (events: readonly EventRow[]): AuditRow[] =>
  events.flatMap(({ orderId, orderVersion, type, actor, data }) => {
    if (actor.trail === undefined) return [];
    // The record that the event names has them, one by one.
    const { items, ...facts } = data;
    return auditRow(actor.trail, {
      subject: { type: 'order', id: orderId },
      before: { version: orderVersion - 1 },
      after: { version: orderVersion, event: type, ...facts },
    });
  });
