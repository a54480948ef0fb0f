import type { CancelReason } from '../entities/order-cancellation.entity.ts';
import { newId } from '../ids.ts';
import { recordMailRow } from '../outbox/enqueue.ts';
import type { Actor, Change, ItemUnits, OrderRef } from './command.ts';
import { costOfCancelling } from './cost-of-units.ts';
import { OrderError } from './order-error.ts';
import {
  type ChangedRows,
  conclude,
  type ItemState,
  type OrderState,
  takeOpen,
  unitsOf,
} from './order-state.ts';
import type { StockRoom } from './stock-room.ts';

export interface CancelCommand extends OrderRef {
  readonly actor: Actor;
  /** Undefined: all that is open. */
  readonly items?: readonly ItemUnits[] | undefined;
  readonly reason: CancelReason;
  /** The units are for sale again: true without it, and for a customer always. */
  readonly restock?: boolean | undefined;
  /** What was paid for them is to be given back: true without it, and for a customer always. */
  readonly refund?: boolean | undefined;
  /** For operators; up to 500 characters. */
  readonly note?: string | undefined;
}

/** A cancellation as a client sees it. */
export interface CancellationView {
  id: string;
  orderId: string;
  items: { productId: string; quantity: number }[];
  reason: CancelReason;
  restock: boolean;
  refund: boolean;
  note: string | null;
  /** What these units cost, discounts and taxes in it, minor units of `currency`: `costOfCancelling`. */
  amount: number;
  currency: string;
  /** ISO 8601, UTC. */
  createdAt: string;
}

/** A row of order_cancellations. */
export interface CancellationRow extends Omit<CancellationView, 'items' | 'currency' | 'createdAt'> {
  /** Of `amount`, what had been refunded for these units before. */
  refundedBefore: number;
  actor: Actor;
  createdAt: Date;
}

/** A row of order_cancellation_items. */
export interface CancelledUnits {
  cancellationId: string;
  position: number;
  quantity: number;
  restocked: number;
  /** Of these, units that had been refunded by item. */
  refunded: number;
  /** No columns: the item, and how many of its units had left before. */
  readonly item: ItemState;
  readonly before: number;
}

export interface CancellationRows extends ChangedRows {
  readonly cancellations: CancellationRow[];
  readonly units: CancelledUnits[];
}

/**
 * Cancels open units of an order that is held. An order of which nothing is left is CANCELLED; one of which something
 * was shipped stays PLACED. Pure: it changes `order`, adds to `rows` and to the movements of `room`.
 *
 * @throws {OrderError} order_cancelled, order_fulfilled (for a customer), nothing_open, no_such_item; nothing is changed
 */
export function decideCancellation(
  order: OrderState,
  command: CancelCommand,
  room: StockRoom,
  rows: CancellationRows,
): Change<CancellationView> {
  const { actor, reason } = command;
  const isCustomer = actor.role === 'CUSTOMER';
  if (order.status === 'CANCELLED') throw new OrderError('order_cancelled');
  if (isCustomer && order.items.some((item) => item.fulfilled > 0)) throw new OrderError('order_fulfilled');
  const taken = takeOpen(order, command.items);
  const amount = costOfCancelling(order, taken);

  const id = newId();
  // A customer who could say otherwise would take goods out of sale for nothing.
  const restock = isCustomer || (command.restock ?? true);
  const refund = isCustomer || (command.refund ?? true);
  for (const { item, quantity } of taken) {
    const restocked = restock
      ? room.restock({ productId: item.productId, quantity }, 'cancellation', order.id)
      : 0;
    const before = item.cancelled + item.returned;
    item.cancelled += quantity;
    item.restocked += restocked;
    const { position } = item;
    rows.units.push({ cancellationId: id, position, quantity, restocked, refunded: 0, item, before });
  }
  // A person may give `expired` as a reason for anything; only an order that was never paid expires.
  const isUnpaid = order.status === 'PENDING';
  // Where somebody has begun to pay, their payments say more of it: settlePayments.
  if (!order.paymentBegun) order.notDue += amount;
  const isOver = order.items.every((item) => item.cancelled === item.quantity);
  if (isOver) {
    order.status = 'CANCELLED';
    order.cancelledAt = order.now;
    order.expiresAt = null;
  }
  const items = taken.map(unitsOf);
  const record = { id, orderId: order.id, reason, restock, refund, note: command.note ?? null, amount };
  const whole = reason === 'expired' && isUnpaid ? 'order.expired' : 'order.cancelled';
  const type = isOver ? whole : 'order.items_cancelled';
  const data = { cancellationId: id, reason, restock, refund, items };
  const owes = [recordMailRow('order.send-cancelled-email', { orderId: order.id, recordId: id })];
  rows.orders.push(order);
  rows.items.push(...taken.map(({ item }) => item));
  rows.events.push(conclude(order, { type, actor, data }));
  rows.messages.push(...owes);
  rows.cancellations.push({ ...record, refundedBefore: 0, actor, createdAt: order.now });
  const view = { ...record, items, currency: order.currency, createdAt: order.now.toISOString() };
  return { view, order: { id: order.id, version: order.version }, owes };
}
