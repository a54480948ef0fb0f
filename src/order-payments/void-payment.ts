import type { PoolClient } from 'pg';
import type { Change } from '../order-life/command.ts';
import { OrderError } from '../order-life/order-error.ts';
import { isUnfinished } from '../payments/money-state.ts';
import { requestOperation } from '../payments/request-operation.ts';
import { askOfPayment, type PaymentCommand, paymentOf } from './change-payment.ts';
import { type OperationView, viewOfOperation } from './views.ts';

/**
 * Ends a payment that is open: what is held of it is let go. See askOfPayment.
 *
 * @throws {OrderError} nothing_to_void where it is over, or is being ended or taken
 */
export const voidPayment = (
  client: PoolClient,
  command: PaymentCommand & { readonly paymentId: string },
): Promise<Change<OperationView>> =>
  askOfPayment(
    client,
    command,
    async ({ money, now }) => {
      const payment = paymentOf(money, command.paymentId);
      const isAsked = money.operations.some(
        (one) =>
          one.paymentId === payment.id &&
          (one.kind === 'CAPTURE' || one.kind === 'VOID') &&
          isUnfinished(one),
      );
      if (!payment.open || isAsked) throw new OrderError('nothing_to_void');
      return requestOperation(money, payment, { kind: 'VOID', amount: 0, actor: command.actor }, now);
    },
    viewOfOperation,
  );
