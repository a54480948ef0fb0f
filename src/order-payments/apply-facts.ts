import type { PoolClient } from 'pg';
import { creditRefunds } from '../invoices/credit-refunds.ts';
import type { Actor } from '../order-life/command.ts';
import { holdOrders } from '../order-life/hold-orders.ts';
import type { ChangedRows, OrderState } from '../order-life/order-state.ts';
import { settlePayments } from '../order-life/settle-payments.ts';
import type { StockRoom } from '../order-life/stock-room.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import { addFacts } from '../payments/add-facts.ts';
import { holdMoney } from '../payments/hold-money.ts';
import type { Operation, OrderMoney } from '../payments/money-state.ts';
import type { Fact } from '../payments/provider.ts';
import type { Requested } from '../payments/request-operation.ts';
import { moveStock } from '../stock/move-stock.ts';
import { reviveOrder } from './revive-order.ts';
import { noRows, writeSettled } from './write-settled.ts';

/** What was learned of the payments of an order. */
export interface Learned {
  /** In lower case. */
  readonly orderId: string;
  readonly provider: string;
  readonly facts: readonly Fact[];
  /** What is known besides, such as what the provider calls a payment: before the facts are folded in. */
  readonly first?: (money: OrderMoney, now: Date) => Besides | undefined | Promise<Besides | undefined>;
  readonly actor?: Actor | undefined;
}

/** What comes of it: an operation that has failed, and those that are asked for. */
export interface Besides {
  readonly failed?: Operation;
  readonly requested?: readonly Requested[];
}

/** The order after it, what it was paid, and what that owes: to be published once it is committed. */
export interface Applied {
  readonly order: OrderState;
  readonly money: OrderMoney;
  readonly owes: readonly OutboxRow[];
}

/**
 * Folds what providers say into orders, whoever says it, however often, and in whatever order: each fact counts once.
 * Paid, an order is placed; paid too late, it is placed if its units are still there; what is too much is given back.
 * Five statements however many orders there are, more for what is paid late, moves stock or gives money back.
 *
 * One transaction, the caller's (READ COMMITTED, of runTransition), holds entries, payments, operations, orders, events,
 * messages, stock, ledger and credit notes. Locks the orders (FOR NO KEY UPDATE, id order), then coupons, then the orders'
 * products (id order), then the counters of invoices, these last.
 *
 * @returns of each, undefined where there is no such order
 */
export async function applyFacts(
  client: PoolClient,
  all: readonly Learned[],
): Promise<(Applied | undefined)[]> {
  const ids = all.map(({ orderId }) => orderId);
  const { orders, room } = await holdOrders(client, ids);
  const paid = await holdMoney(client, [...orders.keys()]);
  const rows = noRows();
  const applied: (Applied | undefined)[] = [];
  for (const learned of all) {
    const order = orders.get(learned.orderId);
    const money = paid.get(learned.orderId);
    const before = rows.messages.length;
    if (order && money) await apply(client, { order, money, room, rows }, learned);
    applied.push(order && money && { order, money, owes: rows.messages.slice(before) });
  }
  await writeSettled(client, rows, ...paid.values());
  await moveStock(client, room.movements);
  for (const money of paid.values()) await creditRefunds(client, money);
  return applied;
}

/** What is changed while orders are held. */
interface Changing {
  readonly order: OrderState;
  readonly money: OrderMoney;
  readonly room: StockRoom;
  readonly rows: ChangedRows;
}

async function apply(
  client: PoolClient,
  { order, money, room, rows }: Changing,
  { provider, facts, first, actor }: Learned,
): Promise<void> {
  const besides = await first?.(money, order.now);
  const news = addFacts(money, provider, facts, order.now);
  const isMoney = news.some(({ kind }) => kind === 'CAPTURED' || kind === 'AUTHORIZED');
  const placed = isMoney ? await reviveOrder(client, order, money, room, rows) : undefined;
  await settlePayments(order, money, rows, { news, ...besides, placed, ...(actor ? { actor } : {}) });
}
