import { isUnfinished, type OrderMoney } from '../payments/money-state.ts';
import { type Requested, requestOperation } from '../payments/request-operation.ts';
import type { ChangedRows, OrderState } from './order-state.ts';
import { keptOf, settlePayments } from './settle-payments.ts';

const actor = { role: 'SYSTEM' } as const;

/**
 * With the first parcel the money is taken that providers hold for an order: as much as it costs still, once. Adds to
 * `rows` and `money`, which the caller holds and keeps.
 */
export async function captureHeld(order: OrderState, money: OrderMoney, rows: ChangedRows): Promise<void> {
  const asked = money.operations.filter(
    (one) => (one.kind === 'CAPTURE' || one.kind === 'VOID') && isUnfinished(one),
  );
  let left = money.due - keptOf(order, money) - asked.reduce((sum, { amount }) => sum + amount, 0);
  const requested: Requested[] = [];
  for (const payment of money.payments.filter(({ status }) => status === 'AUTHORIZED')) {
    const amount = Math.min(left, payment.authorized);
    if (amount <= 0 || asked.some(({ paymentId }) => paymentId === payment.id)) continue;
    left -= amount;
    requested.push(await requestOperation(money, payment, { kind: 'CAPTURE', amount, actor }, order.now));
  }
  await settlePayments(order, money, rows, { requested });
}
