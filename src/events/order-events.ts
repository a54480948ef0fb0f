import type { FulfillmentStatus, OrderStatus, ReturnStatus } from '../entities/order.entity.ts';
import { type OrderAmounts, type PaymentStatus, paymentStatus } from '../orders/derived-status.ts';
import { orderNumber } from '../orders/order-number.ts';
import { type EventType, eventTypes } from './event-types.ts';
import { eventIdOf, type FeedRow, type ShopEvent, timeOf } from './shop-event.ts';
import type { ChangeRow, TotalRow } from './sql/read-subjects.ts';

/** An order as it was right after what an event tells of. */
export interface OrderThen {
  id: string;
  number: string;
  version: number;
  status: OrderStatus;
  paymentStatus: PaymentStatus;
  fulfillmentStatus: FulfillmentStatus;
  returnStatus: ReturnStatus;
  /** Minor units of `currency`. */
  total: number;
  currency: string;
}

/** Of a change, as the feed keeps it. */
type StateThen = Pick<OrderThen, 'status' | 'fulfillmentStatus' | 'returnStatus'> &
  Pick<OrderAmounts, 'authorized' | 'captured' | 'refunded' | 'paymentProcessing'> &
  // What was told before it was kept has none.
  Partial<Pick<OrderAmounts, 'notDue'>>;

const placed: Omit<StateThen, 'status'> = {
  fulfillmentStatus: 'UNFULFILLED',
  returnStatus: 'NONE',
  authorized: 0,
  captured: 0,
  refunded: 0,
};

function orderThen(order: TotalRow, version: number, state: StateThen): OrderThen {
  const { status, fulfillmentStatus, returnStatus } = state;
  return {
    id: order.id,
    number: orderNumber(order.id),
    version,
    status,
    paymentStatus: paymentStatus({ ...state, notDue: state.notDue ?? 0, total: order.total }),
    fulfillmentStatus,
    returnStatus,
    total: order.total,
    currency: order.currency,
  };
}

/** What a new order is told as: that it is there and, unless it waits for money, that it is placed. */
export function eventsOfNewOrder(row: FeedRow, order: TotalRow): ShopEvent[] {
  const isUnpaid = row.kind === 'unpaid_orders';
  const types = isUnpaid ? (['order.created'] as const) : (['order.created', 'order.placed'] as const);
  const data = { order: orderThen(order, 1, { ...placed, status: isUnpaid ? 'PENDING' : 'PLACED' }) };
  const timestamp = timeOf(row);
  return types.map((type) => ({ id: eventIdOf(row.occurredMs, type, order.id), type, timestamp, data }));
}

/** What a change is told as. Nothing for one that other rows tell of (order.created), or that this version does not know. */
export function eventsOfChange(row: FeedRow, change: ChangeRow, state: StateThen): ShopEvent[] {
  if (!Object.hasOwn(eventTypes, change.type) || change.type === 'order.created') return [];
  const order = { id: change.order_id, total: change.total, currency: change.currency };
  return [
    {
      id: change.id,
      type: change.type as EventType,
      timestamp: timeOf(row),
      data: { order: orderThen(order, change.order_version, state), ...recordOf(change) },
    },
  ];
}

/** Lines that an event names: a body stays small, and the record itself has all. */
const MOST_ITEMS = 100;

/** The record that a change is about, under its own name: ids, quantities, amounts and reasons. */
function recordOf({ type, data }: ChangeRow): Record<string, unknown> {
  const { cancellationId, fulfillmentId, returnId, refundId, paymentId, previousCustomerId, items, ...rest } =
    data;
  const isLong = Array.isArray(items) && items.length > MOST_ITEMS;
  const about = items === undefined || isLong ? rest : { ...rest, items };
  if (cancellationId !== undefined) return { cancellation: { id: cancellationId, ...about } };
  if (fulfillmentId !== undefined) return { fulfillment: { id: fulfillmentId, ...about } };
  if (returnId !== undefined) return { return: { id: returnId, ...about } };
  // One that the provider was asked for elsewhere has no id of ours.
  if (type.startsWith('refund.')) return { refund: { id: refundId ?? null, paymentId, ...about } };
  if (paymentId !== undefined) return { payment: { id: paymentId, ...about } };
  return type === 'order.address_changed' ? { address: about } : {};
}
