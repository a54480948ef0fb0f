import type { PoolClient } from 'pg';
import type { OrderEventType } from '../entities/order-event.entity.ts';
import type { Actor, Change, OrderRef } from './command.ts';
import { changeOf, type FulfillmentRow, type FulfillmentView } from './fulfillment-rows.ts';
import { holdOrder } from './hold-orders.ts';
import { OrderError } from './order-error.ts';
import { auditOf, conclude, type OrderState, productOf, type Taken } from './order-state.ts';
import { awaitedUnits } from './returns-of-order.ts';
import { type FulfillmentItemRow, findFulfillment } from './sql/find-fulfillment.ts';
import { writeFulfillments } from './sql/write-fulfillments.ts';

export interface FulfillmentCommand extends OrderRef {
  readonly actor: Actor;
  readonly fulfillmentId: string;
}

/**
 * Writes down when a parcel was delivered. Saying the same again changes nothing.
 *
 * Locks the order (FOR NO KEY UPDATE).
 *
 * @throws {OrderError} not_found, version_mismatch, already_delivered (at another time)
 */
export async function markDelivered(
  client: PoolClient,
  command: FulfillmentCommand & { readonly deliveredAt: Date },
): Promise<Change<FulfillmentView>> {
  const { order } = await holdOrder(client, command);
  const { row, taken } = await find(client, order, command.fulfillmentId);
  if (row.deliveredAt?.getTime() === command.deliveredAt.getTime()) return changeOf(order, row, taken);
  if (row.deliveredAt) throw new OrderError('already_delivered');
  const delivered = { ...row, deliveredAt: command.deliveredAt };
  return write(client, order, 'fulfillment.delivered', command.actor, delivered, taken, []);
}

/**
 * Takes a parcel back that was not handed over after all: its units are open again. No stock moves.
 *
 * Locks the order (FOR NO KEY UPDATE).
 *
 * @throws {OrderError} not_found, version_mismatch, already_delivered; units_returned where a customer has sent units
 *   back that would not have been shipped, or has announced them
 */
export async function undoFulfilment(
  client: PoolClient,
  command: FulfillmentCommand,
): Promise<Change<FulfillmentView>> {
  const { order } = await holdOrder(client, command);
  const { row, taken } = await find(client, order, command.fulfillmentId);
  if (row.deliveredAt) throw new OrderError('already_delivered');
  const awaited = await awaitedUnits(client, order.id);
  const gone = taken.filter(
    ({ item, quantity }) => item.fulfilled - quantity < item.returned + (awaited.get(item.position) ?? 0),
  );
  if (gone.length > 0) throw new OrderError('units_returned', gone.map(productOf));
  for (const { item, quantity } of taken) item.fulfilled -= quantity;
  const undone = { ...row, undoneAt: order.now };
  return write(client, order, 'fulfillment.undone', command.actor, undone, taken, taken);
}

async function find(
  client: PoolClient,
  order: OrderState,
  id: string,
): Promise<{ row: FulfillmentRow; taken: Taken[] }> {
  const { rows } = await client.query<FulfillmentItemRow>({ ...findFulfillment, values: [id, order.id] });
  const first = rows[0];
  if (!first) throw new OrderError('not_found');
  const items = new Map(order.items.map((item) => [item.position, item]));
  const row: FulfillmentRow = {
    id: id.toLowerCase(),
    orderId: order.id,
    carrier: first.carrier,
    trackingNumber: first.tracking_number,
    trackingUrl: first.tracking_url,
    actor: { role: first.actor_role, ...(first.actor_id === null ? {} : { id: first.actor_id }) },
    createdAt: new Date(first.created_ms),
    deliveredAt: first.delivered_ms === null ? null : new Date(first.delivered_ms),
    undoneAt: null,
  };
  return { row, taken: rows.map(({ position, quantity }) => ({ item: items.get(position)!, quantity })) };
}

async function write(
  client: PoolClient,
  order: OrderState,
  type: OrderEventType,
  actor: Actor,
  row: FulfillmentRow,
  taken: readonly Taken[],
  changed: readonly Taken[],
): Promise<Change<FulfillmentView>> {
  const events = [conclude(order, { type, actor, data: { fulfillmentId: row.id } })];
  const { statement, values } = writeFulfillments.with({
    orders: [order],
    items: changed.map(({ item }) => item),
    events,
    audit: auditOf(events),
    messages: [],
    fulfillments: [row],
    units: [],
  });
  await client.query({ ...statement, values: [...values] });
  return changeOf(order, row, taken);
}
