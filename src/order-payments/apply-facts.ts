import type { PoolClient } from 'pg';
import { creditRefunds } from '../invoices/credit-refunds.ts';
import type { Actor } from '../order-life/command.ts';
import { holdOrders } from '../order-life/hold-orders.ts';
import type { OrderState } from '../order-life/order-state.ts';
import { settlePayments } from '../order-life/settle-payments.ts';
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
 * Folds what a provider says into an order, whoever says it, however often, and in whatever order: each fact counts once.
 * Paid, it is placed; paid too late, it is placed if its units are still there; what is too much is given back.
 *
 * One transaction, the caller's (READ COMMITTED, of runTransition), holds entries, payments, operations, order, events,
 * messages, stock, ledger and credit notes. Locks the order (FOR NO KEY UPDATE), then its products (id order), then the
 * counters of invoices, these last.
 *
 * @returns undefined where there is no such order
 */
export async function applyFacts(
  client: PoolClient,
  orderId: string,
  { provider, facts, first, actor }: Learned,
): Promise<Applied | undefined> {
  const { orders, room } = await holdOrders(client, [orderId]);
  const order = orders.get(orderId);
  const money = (await holdMoney(client, [orderId])).get(orderId);
  if (!order || !money) return undefined;
  const besides = await first?.(money, order.now);
  const news = addFacts(money, provider, facts, order.now);
  const rows = noRows();
  const isMoney = news.some(({ kind }) => kind === 'CAPTURED' || kind === 'AUTHORIZED');
  const placed = isMoney ? await reviveOrder(client, order, money, room, rows) : undefined;
  await settlePayments(order, money, rows, { news, ...besides, placed, ...(actor ? { actor } : {}) });
  await writeSettled(client, rows, money);
  await moveStock(client, room.movements);
  await creditRefunds(client, money);
  return { order, money, owes: rows.messages };
}
