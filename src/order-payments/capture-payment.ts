import type { PoolClient } from 'pg';
import { limits } from '../limits.ts';
import type { Change } from '../order-life/command.ts';
import { OrderError } from '../order-life/order-error.ts';
import { manualProvider } from '../payments/manual-provider.ts';
import { earlyOf, isUnfinished, type OrderMoney, type Payment } from '../payments/money-state.ts';
import { requestOperation } from '../payments/request-operation.ts';
import { askOfPayment, type PaymentCommand, paymentOf } from './change-payment.ts';
import { type OperationView, viewOfOperation } from './views.ts';

export interface CaptureCommand extends PaymentCommand {
  readonly paymentId: string;
  /** Minor units, 1 or more; without it all that is left. */
  readonly amount?: number | undefined;
}

/**
 * Takes money that a provider holds, no more than is due; or records what has come by hand, however much: what is too much is
 * on record as given back in the same change. See askOfPayment.
 *
 * @throws {OrderError} nothing_to_capture where nothing is held or due, or less, which it says; order_cancelled
 */
export const capturePayment = (client: PoolClient, command: CaptureCommand): Promise<Change<OperationView>> =>
  askOfPayment(
    client,
    command,
    async ({ order, money, now }) => {
      const payment = paymentOf(money, command.paymentId);
      if (order.status === 'CANCELLED') throw new OrderError('order_cancelled');
      const left = capturable(money, payment);
      const { amount = left, actor } = command;
      if (left <= 0 || amount > mostToCapture(money, payment))
        throw new OrderError('nothing_to_capture', [], [], Math.max(0, left));
      return requestOperation(money, payment, { kind: 'CAPTURE', amount, actor }, now);
    },
    viewOfOperation,
  );

/** Minor units that can be on record as taken of a payment: of a transfer all that came. 0 where nothing of it is due. */
export function mostToCapture(money: OrderMoney, payment: Payment): number {
  const left = capturable(money, payment);
  if (left <= 0 || payment.provider !== manualProvider.name) return left;
  return limits.total - money.payments.reduce((sum, { captured }) => sum + captured, 0);
}

/** Minor units that can be taken of a payment, no more than is due: not while they are being taken. */
export function capturable(money: OrderMoney, payment: Payment): number {
  const { due, payments, operations } = money;
  const isAsked = operations.some(
    (one) =>
      one.paymentId === payment.id && (one.kind === 'CAPTURE' || one.kind === 'VOID') && isUnfinished(one),
  );
  if (isAsked || !payment.open) return 0;
  const left =
    payment.provider === manualProvider.name
      ? payment.amount - payment.captured + payment.refunded
      : payment.authorized;
  const coming = operations.filter((one) => one.kind === 'CAPTURE' && isUnfinished(one));
  const taken = [...payments.map(({ captured }) => captured), ...coming.map(({ amount }) => amount)];
  return Math.min(left, due + earlyOf(money) - taken.reduce((sum, amount) => sum + amount, 0));
}
