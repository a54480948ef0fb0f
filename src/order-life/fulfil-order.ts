import type { PoolClient } from 'pg';
import { newId } from '../ids.ts';
import { type OutboxRow, recordMailRow } from '../outbox/enqueue.ts';
import { holdMoney } from '../payments/hold-money.ts';
import { keepMoney } from '../payments/keep-money.ts';
import { captureHeld } from './capture-held.ts';
import type { Actor, Change, ItemUnits, OrderRef } from './command.ts';
import { changeOf, type FulfillmentRow, type FulfillmentView } from './fulfillment-rows.ts';
import { holdOrder } from './hold-orders.ts';
import { isStillPaid } from './is-still-paid.ts';
import { OrderError } from './order-error.ts';
import { auditOf, type ChangedRows, conclude, takeOpen, unitsOf } from './order-state.ts';
import { writeFulfillments } from './sql/write-fulfillments.ts';

export interface FulfilCommand extends OrderRef {
  readonly actor: Actor;
  /** Undefined: all that is open. */
  readonly items?: readonly ItemUnits[] | undefined;
  /** Up to 100 characters. */
  readonly carrier?: string | undefined;
  /** Up to 100 characters. */
  readonly trackingNumber?: string | undefined;
  /** http or https, up to 2,000 characters. */
  readonly trackingUrl?: string | undefined;
}

/**
 * Hands open units of an order over to a carrier. No stock moves: the sale has taken it.
 *
 * One transaction, the caller's, holds parcel, quantities, event, message and, where money of the order is held until it is
 * shipped, that it is to be taken. Locks the order (FOR NO KEY UPDATE).
 *
 * @throws {OrderError} not_found, version_mismatch, order_unpaid, order_cancelled, nothing_open, no_such_item
 */
export async function fulfilOrder(
  client: PoolClient,
  command: FulfilCommand,
): Promise<Change<FulfillmentView>> {
  const { order } = await holdOrder(client, command);
  if (order.status === 'PENDING') throw new OrderError('order_unpaid');
  if (order.status === 'CANCELLED') throw new OrderError('order_cancelled');
  // An order never ships on money that did not come, or that is gone.
  const paid = order.paymentBegun ? (await holdMoney(client, [order.id])).get(order.id) : undefined;
  if (paid && !isStillPaid(order, paid)) throw new OrderError('order_unpaid');
  const taken = takeOpen(order, command.items);
  for (const { item, quantity } of taken) item.fulfilled += quantity;

  const { actor } = command;
  const row: FulfillmentRow = {
    id: newId(),
    orderId: order.id,
    carrier: command.carrier ?? null,
    trackingNumber: command.trackingNumber ?? null,
    trackingUrl: command.trackingUrl ?? null,
    actor,
    createdAt: order.now,
    deliveredAt: null,
    undoneAt: null,
  };
  const data = { fulfillmentId: row.id, items: taken.map(unitsOf) };
  const owes: OutboxRow[] = [
    recordMailRow('order.send-shipped-email', { orderId: order.id, recordId: row.id }),
  ];
  const rows: ChangedRows = {
    orders: [order],
    items: taken.map(({ item }) => item),
    events: [conclude(order, { type: 'fulfillment.created', actor, data })],
    audit: [],
    messages: owes,
  };
  if (paid && order.authorized > 0) await captureHeld(order, paid, rows);
  const { statement, values } = writeFulfillments.with({
    ...rows,
    audit: auditOf(rows.events),
    fulfillments: [row],
    units: taken.map(({ item: { position }, quantity }) => ({ fulfillmentId: row.id, position, quantity })),
  });
  await client.query({ ...statement, values: [...values] });
  await keepMoney(client, paid ? [paid] : []);
  return changeOf(order, row, taken, owes);
}
