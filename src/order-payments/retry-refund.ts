import type { PoolClient } from 'pg';
import { newId } from '../ids.ts';
import type { Change } from '../order-life/command.ts';
import { OrderError } from '../order-life/order-error.ts';
import { readRefundedUnits } from '../order-life/refunded-units.ts';
import { refundable } from '../payments/money-state.ts';
import { doHere } from '../payments/request-operation.ts';
import { askOfPayment, type PaymentCommand, paymentOf } from './change-payment.ts';
import { unitsToRefund } from './refund-order.ts';
import { type RefundView, viewOfRefund } from './views.ts';

/**
 * Asks once more for a refund that has failed, under a new key: the old one stands for the failure. See askOfPayment.
 *
 * @throws {OrderError} not_found, refund_not_failed, refund_exceeds_captured, quantity_exceeded where its units were paid
 *   back meanwhile
 */
export const retryRefund = (
  client: PoolClient,
  command: PaymentCommand & { readonly refundId: string },
): Promise<Change<RefundView>> =>
  askOfPayment(
    client,
    command,
    async ({ order, money, now }) => {
      const id = command.refundId.toLowerCase();
      const refund = money.operations.find((one) => one.id === id && one.kind === 'REFUND');
      if (!refund) throw new OrderError('not_found');
      if (refund.state !== 'FAILED') throw new OrderError('refund_not_failed');
      const payment = paymentOf(money, refund.paymentId);
      if (refund.amount > refundable(money, payment)) throw new OrderError('refund_exceeds_captured');
      if (refund.lines && refund.actorRole !== 'SYSTEM')
        unitsToRefund(order, await readRefundedUnits(client, money, refund), refund.lines);
      refund.state = 'REQUESTED';
      refund.key = newId();
      refund.ref = null;
      refund.failure = null;
      refund.firstSentAt = null;
      refund.finishedAt = null;
      refund.attempts = 0;
      refund.nextLookAt = now;
      money.changedOperations.add(refund);
      return { operation: refund, news: await doHere(money, payment, refund, now) };
    },
    viewOfRefund,
  );
