import type { FulfillmentStatus, ReturnStatus } from '../entities/order.entity.ts';

export const paymentStatuses = [
  'NOT_REQUIRED',
  'UNPAID',
  'PROCESSING',
  'AUTHORIZED',
  'PARTIALLY_PAID',
  'PAID',
  'OVERPAID',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** Units of one item of an order. */
export interface ItemQuantities {
  readonly quantity: number;
  readonly cancelled: number;
  readonly fulfilled: number;
  readonly returned: number;
}

/** Minor units of the order's currency. */
export interface OrderAmounts {
  readonly total: number;
  /** Of it, what need not be paid: it was cancelled before it was. */
  readonly notDue: number;
  readonly authorized: number;
  readonly captured: number;
  readonly refunded: number;
  /** A bank works on a payment, which takes days for some. */
  readonly paymentProcessing?: boolean;
}

/** Units of an item that can still be shipped or cancelled. */
export const openUnits = (item: ItemQuantities): number => item.quantity - item.cancelled - item.fulfilled;

/** How much of what is not cancelled was shipped. An order of which all is cancelled was not shipped. */
export function fulfillmentStatus(items: readonly ItemQuantities[]): FulfillmentStatus {
  if (items.every((item) => item.fulfilled === 0)) return 'UNFULFILLED';
  return items.every((item) => openUnits(item) === 0) ? 'FULFILLED' : 'PARTIALLY_FULFILLED';
}

/**
 * How much of what is not cancelled came back.
 *
 * @param isAwaited whether a return is open: more units may come
 */
export function returnStatus(items: readonly ItemQuantities[], isAwaited: boolean): ReturnStatus {
  if (items.every((item) => item.returned === 0)) return isAwaited ? 'REQUESTED' : 'NONE';
  return items.every((item) => item.returned === item.quantity - item.cancelled)
    ? 'RETURNED'
    : 'PARTIALLY_RETURNED';
}

/** How an order stands with money: with what is due of it now. */
export function paymentStatus(order: OrderAmounts): PaymentStatus {
  const { total, notDue, authorized, captured, refunded, paymentProcessing } = order;
  const due = total - notDue;
  if (refunded > 0) return refunded < captured ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  if (captured > due) return 'OVERPAID';
  if (total === 0) return 'NOT_REQUIRED';
  if (captured > 0) return captured === due ? 'PAID' : 'PARTIALLY_PAID';
  if (authorized > 0) return 'AUTHORIZED';
  return paymentProcessing ? 'PROCESSING' : 'UNPAID';
}
