import type { PoolClient } from 'pg';
import { auditRow } from '../audit/audit-row.ts';
import { creditRefunds } from '../invoices/credit-refunds.ts';
import type { Actor, Change, OrderRef } from '../order-life/command.ts';
import { holdOrder } from '../order-life/hold-orders.ts';
import { OrderError } from '../order-life/order-error.ts';
import type { OrderState } from '../order-life/order-state.ts';
import { settlePayments } from '../order-life/settle-payments.ts';
import { holdMoney } from '../payments/hold-money.ts';
import type { Operation, OrderMoney, Payment } from '../payments/money-state.ts';
import type { Requested } from '../payments/request-operation.ts';
import { noRows, writeSettled } from './write-settled.ts';

/** What an operator asks of a payment of an order. */
export interface PaymentCommand extends OrderRef {
  readonly actor: Actor;
}

/** Decides what a provider is to do, while the order is held. @throws {OrderError} */
export type Decide = (held: { order: OrderState; money: OrderMoney; now: Date }) => Promise<Requested>;

/**
 * Asks a provider for something: it is written down, and its job is owed; what asks nobody is done at once.
 *
 * One transaction, the caller's, holds operation, what follows from it, entry of the audit log, message and credit
 * note. Locks the order (FOR NO KEY UPDATE), then the counters of invoices.
 *
 * @throws {OrderError} not_found, version_mismatch, and what `decide` throws
 */
export async function askOfPayment<View extends { id: string }>(
  client: PoolClient,
  command: PaymentCommand,
  decide: Decide,
  viewOf: (operation: Operation, currency: string) => View,
): Promise<Change<View>> {
  const { order } = await holdOrder(client, command);
  const money = (await holdMoney(client, [order.id])).get(order.id)!;
  const requested = await decide({ order, money, now: order.now });
  const { operation } = requested;
  const rows = noRows();
  await settlePayments(order, money, rows, { requested: [requested], actor: command.actor });
  const { trail } = command.actor;
  // What an event tells of is on record with it.
  if (trail && rows.events.length === 0) {
    const { id, kind, amount, paymentId } = operation;
    const after = { operationId: id, kind, amount, paymentId };
    rows.audit.push(auditRow(trail, { subject: { type: 'order', id: order.id }, after }));
  }
  await writeSettled(client, rows, money);
  await creditRefunds(client, money);
  return {
    view: viewOf(operation, order.currency),
    order: { id: order.id, version: order.version },
    owes: rows.messages,
  };
}

/** The payment of the order that is named. @throws {OrderError} not_found */
export function paymentOf({ payments }: OrderMoney, id: string): Payment {
  const payment = payments.find((one) => one.id === id.toLowerCase());
  if (!payment) throw new OrderError('not_found');
  return payment;
}
