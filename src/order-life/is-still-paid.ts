import { isOwedRefund, type OrderMoney } from '../payments/money-state.ts';
import type { OrderState } from './order-state.ts';

/**
 * Whether the money is still there for which an order that was to be paid first was placed: taken, or held where it is taken
 * with the first parcel, as far as it is due. What the shop gave back of its own accord is not missing, unless it gave back
 * all; what a buyer's bank took back is. An order that did not say how it is to be paid need not be.
 */
export function isStillPaid({ authorized, captured, refunded }: OrderState, money: OrderMoney): boolean {
  if (money.captureTime === undefined) return true;
  const held = money.captureTime === 'onFulfillment' ? authorized : 0;
  const left = held + captured - refunded;
  const given = money.operations
    .filter((one) => one.kind === 'REFUND' && one.state === 'SUCCEEDED' && !isOwedRefund(one))
    .reduce((sum, { amount }) => sum + amount, 0);
  return money.due <= 0 || (left > 0 && left + given >= money.due);
}
