import type { PoolClient } from 'pg';
import type { Actor, Change, OrderRef } from './command.ts';
import { holdOrder } from './hold-orders.ts';
import { auditOf, conclude } from './order-state.ts';
import { findReturn } from './read-returns.ts';
import type { ReturnView } from './return-rows.ts';
import { openReturn } from './returns-of-order.ts';
import { writeReturns } from './sql/write-returns.ts';

export interface RefuseReturnCommand extends OrderRef {
  readonly actor: Actor;
  readonly returnId: string;
}

/**
 * Takes no more units of a return. One of which units came is RECEIVED with these, any other REFUSED.
 *
 * One transaction, the caller's, holds statuses and event. Locks the order (FOR NO KEY UPDATE).
 *
 * @throws {OrderError} not_found, version_mismatch, return_closed
 */
export async function refuseReturn(
  client: PoolClient,
  command: RefuseReturnCommand,
): Promise<Change<ReturnView>> {
  const { order } = await holdOrder(client, command);
  const { found, others } = await openReturn(client, order.id, command.returnId);
  found.status = found.status === 'REQUESTED' ? 'REFUSED' : 'RECEIVED';
  const { actor } = command;
  const events = [conclude(order, { type: 'return.refused', actor, data: { returnId: found.id } }, others)];
  const { statement, values } = writeReturns.with({
    orders: [order],
    items: [],
    events,
    audit: auditOf(events),
    messages: [],
    returns: [{ ...found, orderId: order.id, actor, createdAt: order.now }],
    returnItems: [],
    receipts: [],
    received: [],
  });
  await client.query({ ...statement, values: [...values] });
  const view = (await findReturn(client, order.id, found.id))!;
  return { view, order: { id: order.id, version: order.version }, owes: [] };
}
