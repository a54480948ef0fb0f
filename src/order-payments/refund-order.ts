import type { PoolClient } from 'pg';
import type { Change, ItemUnits } from '../order-life/command.ts';
import { costOf } from '../order-life/cost-of-units.ts';
import { OrderError } from '../order-life/order-error.ts';
import { type OrderState, productOf, type Taken, takeNamed, unitsOf } from '../order-life/order-state.ts';
import { type RefundedUnits, readRefundedUnits } from '../order-life/refunded-units.ts';
import { refundable } from '../payments/money-state.ts';
import { requestOperation } from '../payments/request-operation.ts';
import { askOfPayment, type PaymentCommand, paymentOf } from './change-payment.ts';
import { type RefundView, viewOfRefund } from './views.ts';

export interface RefundCommand extends PaymentCommand {
  /** Minor units, 1 or more. Without it what `items` cost, or all that is left. */
  readonly amount?: number | undefined;
  readonly items?: readonly ItemUnits[] | undefined;
  /** Up to 200 characters. */
  readonly reason: string;
  /** Undefined: the latest payment of which as much is left. */
  readonly paymentId?: string | undefined;
}

/**
 * Gives money back: never more than was captured, together with what is on its way already. See askOfPayment.
 *
 * @throws {OrderError} refund_exceeds_captured, no_such_item, quantity_exceeded where units were paid back before
 */
export const refundOrder = (client: PoolClient, command: RefundCommand): Promise<Change<RefundView>> =>
  askOfPayment(
    client,
    command,
    async ({ order, money, now }) => {
      const { paymentId, reason, actor } = command;
      const payments = paymentId === undefined ? money.payments.toReversed() : [paymentOf(money, paymentId)];
      const before = command.items
        ? await readRefundedUnits(client, money)
        : new Map<string, RefundedUnits>();
      const taken = command.items && unitsToRefund(order, before, command.items);
      const left = payments.map((payment) => ({ payment, amount: refundable(money, payment) }));
      const amount =
        command.amount ??
        (taken ? costOfRefunding(order, before, taken) : Math.max(0, ...left.map((one) => one.amount)));
      const payment = left.find((one) => one.amount >= amount)?.payment;
      if (!payment || amount <= 0) throw new OrderError('refund_exceeds_captured');
      const lines = taken?.map(unitsOf);
      return requestOperation(money, payment, { kind: 'REFUND', amount, reason, lines, actor }, now);
    },
    viewOfRefund,
  );

/**
 * What units cost that are paid for again: their frozen shares, behind those of units that were cancelled, came back or were
 * refunded before. So all that is given back for a line adds up to what the line costs.
 */
function costOfRefunding(order: OrderState, before: BeforeIt, taken: readonly Taken[]): number {
  const leaving = taken.map(({ item, quantity }) => {
    const gone = item.cancelled + item.returned + (before.get(item.productId)?.staying ?? 0);
    return { item: { ...item, cancelled: Math.min(gone, item.quantity - quantity), returned: 0 }, quantity };
  });
  return costOf(order, leaving);
}

/** Units that may be refunded: each unit is paid back once, by whatever. @throws {OrderError} */
export function unitsToRefund(order: OrderState, before: BeforeIt, items: readonly ItemUnits[]): Taken[] {
  const taken = takeNamed(order, items);
  const over = taken.filter(
    ({ item, quantity }) => quantity + (before.get(item.productId)?.paidBack ?? 0) > item.quantity,
  );
  if (over.length > 0) throw new OrderError('quantity_exceeded', over.map(productOf));
  return taken;
}

type BeforeIt = ReadonlyMap<string, RefundedUnits>;
