import { heldOf, isOwedRefund, isUnfinished, type OrderMoney } from '../payments/money-state.ts';
import type { OrderState } from './order-state.ts';

/**
 * Whether the money is still there for which an order that was to be paid first was placed: taken, or held where it is taken
 * with the first parcel, as far as it is due. What its providers are asked for counts as done: a hold that is let go, or given
 * back, is gone already. What the shop gave back of its own accord is not missing, unless it gave back all; what a buyer's
 * bank took back is. An order that did not say how it is to be paid need not be.
 */
export function isStillPaid({ captured, refunded }: OrderState, money: OrderMoney): boolean {
  if (money.captureTime === undefined) return true;
  const held = money.captureTime === 'onFulfillment' ? heldOf(money) : 0;
  const refunds = money.operations.filter(({ kind }) => kind === 'REFUND');
  const coming = sumOf(refunds.filter(isUnfinished));
  const left = held + captured - refunded - coming;
  const given = sumOf(
    refunds.filter((one) => (one.state === 'SUCCEEDED' || isUnfinished(one)) && !isOwedRefund(one)),
  );
  return money.due <= 0 || (left > 0 && left + given >= money.due);
}

const sumOf = (operations: OrderMoney['operations']): number =>
  operations.reduce((sum, { amount }) => sum + amount, 0);
