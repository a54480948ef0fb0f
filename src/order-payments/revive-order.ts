import type { PoolClient } from 'pg';
import type { ChangedRows, OrderState } from '../order-life/order-state.ts';
import { isEnough, takeAmounts } from '../order-life/settle-payments.ts';
import type { StockRoom } from '../order-life/stock-room.ts';
import { type OrderMoney, refundable } from '../payments/money-state.ts';
import { takeCouponsAgain } from '../rates/take-coupons-again.ts';
import { type ExpiryRow, findExpiry, undoCancellation } from './sql/expired-cancellation.ts';

/**
 * Lets an order be placed that is paid after its time was over, where all of it is still in stock and its coupons are not
 * used up: what its expiry cancelled is not cancelled any more, and its units and coupons are taken again. An order that
 * somebody cancelled stays so.
 *
 * @returns what its event tells, and the movements are in `room`; undefined: it stays cancelled, and the money goes back
 */
export async function reviveOrder(
  client: PoolClient,
  order: OrderState,
  money: OrderMoney,
  room: StockRoom,
  rows: ChangedRows,
): Promise<Record<string, unknown> | undefined> {
  if (order.status !== 'CANCELLED') return undefined;
  const { rows: lines } = await client.query<ExpiryRow>({ ...findExpiry, values: [order.id] });
  const expiry = lines[0];
  if (!expiry) return undefined;
  takeAmounts(order, money);
  const due = money.due + expiry.amount;
  const left = money.payments.reduce((sum, payment) => sum + refundable(money, payment), 0);
  // What was given back since, or is on its way, does not pay for it.
  if (!isEnough(money, left, due)) return undefined;
  const units = lines.map((line) => ({
    line,
    item: order.items.find((one) => one.position === line.position)!,
  }));
  const before = room.movements.length;
  const isThere = units.every(({ line: { restocked }, item: { productId } }) =>
    room.takeBack({ productId, quantity: restocked }, order.id),
  );
  // Others may have its coupons by now: nobody has one that is used up.
  if (!isThere || (order.isDiscounted && !(await takeCouponsAgain(client, order)))) {
    room.undo(before);
    return undefined;
  }
  for (const { line, item } of units) {
    item.cancelled -= line.quantity;
    item.restocked -= line.restocked;
    rows.items.push(item);
  }
  money.due = due;
  await client.query({ ...undoCancellation, values: [expiry.id] });
  order.status = 'PENDING';
  order.cancelledAt = null;
  return { revived: true, cancellationId: expiry.id };
}
