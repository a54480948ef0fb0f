import { keptOf } from '../../../order-life/settle-payments.ts';
import { capturable } from '../../../order-payments/capture-payment.ts';
import { isUnfinished, type OrderMoney, type Payment, refundable } from '../../../payments/money-state.ts';

/** The payment of which something can be taken, and how much: one is open at most. */
export function capturableOf(money: OrderMoney): { payment: Payment; left: number } | undefined {
  return money.payments
    .map((payment) => ({ payment, left: capturable(money, payment) }))
    .find(({ left }) => left > 0);
}

/** Minor units that are due of an order of which no payment is open: people may write down that they came. */
export function recordableOf(order: { status: string; total: number }, money: OrderMoney): number {
  const isOpen = money.payments.some(({ open }) => open);
  return order.status === 'CANCELLED' || isOpen ? 0 : Math.max(0, money.due - keptOf(order, money));
}

/** Minor units that one refund can give back: it is of one payment. */
export function refundableOf(money: OrderMoney): number {
  return Math.max(0, ...money.payments.map((payment) => refundable(money, payment)));
}

/** The payment that is open and is not being ended or taken. */
export function endableOf({ payments, operations }: OrderMoney): Payment | undefined {
  return payments.find(
    ({ id, open }) =>
      open &&
      !operations.some(
        (one) => one.paymentId === id && (one.kind === 'CAPTURE' || one.kind === 'VOID') && isUnfinished(one),
      ),
  );
}
