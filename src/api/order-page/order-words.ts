import { formatInstant } from '../../markup/format-instant.ts';
import type { OrderItemView, OrderView } from '../../orders/order-view.ts';

const shipped = {
  UNFULFILLED: 'Placed',
  PARTIALLY_FULFILLED: 'Shipped in part',
  FULFILLED: 'Shipped',
} as const;
const returned = {
  NONE: '',
  REQUESTED: ', return expected',
  PARTIALLY_RETURNED: ', sent back in part',
  RETURNED: ', sent back',
} as const;

/** How an order stands, in words. */
export function statusWords(order: OrderView): string {
  if (order.status === 'CANCELLED') return 'Cancelled';
  if (order.status === 'PENDING')
    return order.expiresAt === null
      ? 'Waiting for payment'
      : `Waiting for payment until ${formatInstant(new Date(order.expiresAt))}`;
  return shipped[order.fulfillmentStatus] + returned[order.returnStatus];
}

/** What became of the units of an item, in words; empty where nothing did yet. */
export function itemWords({ cancelled, fulfilled, returned: back }: OrderItemView): string {
  const parts = [
    [cancelled, 'cancelled'],
    [fulfilled, 'shipped'],
    [back, 'sent back'],
  ] as const;
  return parts.flatMap(([units, what]) => (units === 0 ? [] : [`${units} ${what}`])).join(', ');
}
