import type { PoolClient } from 'pg';
import { newId } from '../ids.ts';
import type { Actor, Change, ItemUnits, OrderRef } from './command.ts';
import { holdOrder } from './hold-orders.ts';
import { OrderError } from './order-error.ts';
import { auditOf, conclude, productOf, takeNamed, unitsOf } from './order-state.ts';
import type { ReturnView } from './return-rows.ts';
import { awaitedUnits } from './returns-of-order.ts';
import { writeReturns } from './sql/write-returns.ts';

export interface RequestReturnCommand extends OrderRef {
  readonly actor: Actor;
  /** With why, up to 200 characters; one that is named twice has one reason. */
  readonly items: readonly (ItemUnits & { readonly reason: string })[];
}

/**
 * Announces that shipped units come back. Nothing moves until they do.
 *
 * One transaction, the caller's, holds return, status and event. Locks the order (FOR NO KEY UPDATE).
 *
 * @throws {OrderError} not_found, version_mismatch, no_such_item; quantity_exceeded where more units are named than
 *   were shipped, less those that came back or are announced
 */
export async function requestReturn(
  client: PoolClient,
  command: RequestReturnCommand,
): Promise<Change<ReturnView>> {
  const { order } = await holdOrder(client, command);
  const taken = takeNamed(order, command.items);
  const awaited = await awaitedUnits(client, order.id);
  const over = taken.filter(
    ({ item, quantity }) => quantity > item.fulfilled - item.returned - (awaited.get(item.position) ?? 0),
  );
  if (taken.length === 0 || over.length > 0) throw new OrderError('quantity_exceeded', over.map(productOf));

  const id = newId();
  const { actor } = command;
  const reasons = new Map(
    command.items.toReversed().map(({ productId, reason }) => [productId.toLowerCase(), reason]),
  );
  const items = taken.map(({ item, quantity }) => ({
    returnId: id,
    position: item.position,
    quantity,
    reason: reasons.get(item.productId)!,
    restocked: 0,
    discarded: 0,
  }));
  const data = { returnId: id, items: taken.map(unitsOf) };
  const events = [conclude(order, { type: 'return.requested', actor, data }, true)];
  const { statement, values } = writeReturns.with({
    orders: [order],
    items: [],
    events,
    audit: auditOf(events),
    messages: [],
    returns: [{ id, orderId: order.id, status: 'REQUESTED', actor, createdAt: order.now }],
    returnItems: items,
    receipts: [],
    received: [],
  });
  await client.query({ ...statement, values: [...values] });
  const view: ReturnView = {
    id,
    orderId: order.id,
    status: 'REQUESTED',
    items: taken.map(({ item: { productId } }, n) => {
      const { quantity, reason } = items[n]!;
      return { productId, quantity, reason, received: 0, restocked: 0, discarded: 0 };
    }),
    receipts: [],
    createdAt: order.now.toISOString(),
  };
  return { view, order: { id: order.id, version: order.version }, owes: [] };
}
