import type { PoolClient } from 'pg';
import { creditCancelled, creditRefunds } from '../invoices/credit-refunds.ts';
import { holdMoney } from '../payments/hold-money.ts';
import { keepMoney } from '../payments/keep-money.ts';
import type { OrderMoney } from '../payments/money-state.ts';
import { giveBackCoupons } from '../rates/sql/give-back-coupons.ts';
import { moveStock } from '../stock/move-stock.ts';
import type { Change } from './command.ts';
import {
  type CancelCommand,
  type CancellationRows,
  type CancellationView,
  decideCancellation,
} from './decide-cancellation.ts';
import { holdOrders } from './hold-orders.ts';
import { OrderError } from './order-error.ts';
import { admit, auditOf, type OrderState } from './order-state.ts';
import {
  isRefundedByItem,
  type LeavingRecord,
  readRefundedUnits,
  takeRefunded,
  unitsToPayBack,
} from './refunded-units.ts';
import { settlePayments } from './settle-payments.ts';
import { writeCancellations } from './sql/write-cancellations.ts';

/** What was recorded, or why the order stays as it is. */
export type CancelOutcome = Change<CancellationView> | OrderError;

/**
 * Cancels units of many orders, each command as it finds its order after those before it; one that is refused has its
 * reason in the place of its outcome, and the others go on. An order of which nothing is left gives its coupons back.
 * Four statements whatever they hold, one more where coupons may come back, one more where one was
 * placed and is not paid in full, two more where somebody has begun to pay one of them, and one new version for each product.
 *
 * One transaction, the caller's, holds records, quantities, events, messages, what providers are to give back or to end,
 * stock, ledger, coupons and credit notes. Locks the orders (FOR NO KEY UPDATE, id order), then their products (id order), then coupons
 * (id order), then the counters of invoices where there are some: these last, and for no longer than it takes to write them and to commit.
 *
 * @param beforeStock told of the outcomes while no product is held: for what else the transaction writes
 * @throws {DatabaseError} `check_violation` of products_stock_range where stock came up to its bound meanwhile:
 *   runTransition decides again
 */
export async function cancelOrders(
  client: PoolClient,
  commands: readonly CancelCommand[],
  beforeStock?: (outcomes: readonly CancelOutcome[]) => Promise<void>,
): Promise<CancelOutcome[]> {
  const { orders, room } = await holdOrders(
    client,
    commands.map((command) => command.orderId),
  );
  const placed = new Set([...orders.values()].filter(({ status }) => status === 'PLACED'));
  const rows: CancellationRows = {
    orders: [],
    items: [],
    events: [],
    audit: [],
    messages: [],
    cancellations: [],
    units: [],
  };
  const outcomes = commands.map((command) => {
    try {
      return decideCancellation(admit(orders, command), command, room, rows);
    } catch (error) {
      if (error instanceof OrderError) return error;
      throw error;
    }
  });
  const money = await settleCancelled(client, outcomes, orders, rows);
  if (rows.cancellations.length > 0) {
    const { statement, values } = writeCancellations.with({
      ...rows,
      orders: [...new Set(rows.orders)],
      items: [...new Set(rows.items)],
      audit: auditOf(rows.events),
    });
    await client.query({ ...statement, values: [...values] });
    await keepMoney(client, money);
  }
  await beforeStock?.(outcomes);
  await moveStock(client, room.movements);
  const discounted = rows.orders.filter(({ status, isDiscounted }) => status === 'CANCELLED' && isDiscounted);
  if (discounted.length > 0) {
    const ids = new Set(discounted.map(({ id }) => id));
    await client.query({ ...giveBackCoupons, values: [[...ids]] });
  }
  for (const paid of money) await creditRefunds(client, paid);
  // Only what is placed has an invoice; what was paid in full has its credit note with its refund.
  const unpaid = [...new Set(rows.orders)].filter(
    (order) => placed.has(order) && order.captured < order.total,
  );
  await creditCancelled(client, new Map(unpaid.map(({ id }) => [id, unitsCancelled(rows, id)])));
  return outcomes;
}

const unitsCancelled = ({ units }: CancellationRows, id: string) =>
  units
    .filter(({ item }) => item.orderId === id)
    .map(({ item: { productId }, quantity }) => ({ productId, quantity }));

/**
 * What was paid for cancelled units is given back where that was asked for, and the attempts to pay an order of which
 * nothing is left end. One statement where somebody has begun to pay one of them, none where nobody has; one more for an
 * order of which units were refunded by item, which are not paid for again.
 */
async function settleCancelled(
  client: PoolClient,
  outcomes: readonly CancelOutcome[],
  orders: ReadonlyMap<string, OrderState>,
  rows: CancellationRows,
): Promise<OrderMoney[]> {
  const done = outcomes.filter(
    (outcome): outcome is Change<CancellationView> => !(outcome instanceof OrderError),
  );
  const begun = done.filter(({ order }) => orders.get(order.id)!.paymentBegun);
  const money = await holdMoney(
    client,
    begun.map(({ order }) => order.id),
  );
  for (const [id, paid] of money) {
    const order = orders.get(id)!;
    const known = isRefundedByItem(paid) ? await readRefundedUnits(client, paid) : new Map();
    const toPayBack: LeavingRecord[] = [];
    for (const record of rows.cancellations.filter((one) => one.orderId === id)) {
      const units = rows.units.filter(({ cancellationId }) => cancellationId === record.id);
      record.refundedBefore = takeRefunded(known, units, order.pricesIncludeTax);
      if (record.refund) toPayBack.push(...units);
      if (record.refund || order.captured === 0) paid.due -= record.amount - record.refundedBefore;
    }
    await settlePayments(order, paid, rows, { reason: 'cancellation', lines: unitsToPayBack(toPayBack) });
  }
  return [...money.values()];
}

/** As cancelOrders, of one. @throws {OrderError} */
export async function cancelOrder(
  client: PoolClient,
  command: CancelCommand,
): Promise<Change<CancellationView>> {
  const [outcome] = await cancelOrders(client, [command]);
  if (!outcome || outcome instanceof OrderError) throw outcome;
  return outcome;
}
