import type { PoolClient } from 'pg';
import {
  type AddressMember,
  addressMembers,
  type GivenAddress,
  postalAddress,
  requiredMembers,
} from '../addresses/postal-address.ts';
import type { AddressKind } from '../entities/order-address.entity.ts';
import type { Actor, Change, OrderRef } from './command.ts';
import { holdOrder } from './hold-orders.ts';
import { OrderError } from './order-error.ts';
import { auditOf, conclude } from './order-state.ts';
import { type ReadAddressRow, readAddress, writeAddresses } from './sql/keep-address.ts';

export interface ChangeAddressCommand extends OrderRef {
  readonly actor: Actor;
  readonly kind: AddressKind;
  /** Members that are not there stay as they are; null takes one out. */
  readonly changes: GivenAddress;
}

/** Which members are others now; none where the address was so already. */
export interface ChangedAddress {
  readonly fields: readonly AddressMember[];
}

/**
 * Corrects an address of an order, or gives it one, until something was shipped. The same again changes nothing. The
 * event says which members changed, and never what they say.
 *
 * One transaction, the caller's, holds address, version and event. Locks the order (FOR NO KEY UPDATE).
 *
 * @throws {OrderError} not_found, version_mismatch, order_cancelled, order_fulfilled; incomplete_address where one
 *   would lack what an address must have
 */
export async function changeAddress(
  client: PoolClient,
  command: ChangeAddressCommand,
): Promise<Change<ChangedAddress>> {
  const { order } = await holdOrder(client, command);
  if (order.status === 'CANCELLED') throw new OrderError('order_cancelled');
  if (order.items.some(({ fulfilled }) => fulfilled > 0)) throw new OrderError('order_fulfilled');
  const { kind, actor } = command;
  const { rows } = await client.query<ReadAddressRow>({ ...readAddress, values: [order.id, kind] });
  const before: GivenAddress = rows[0] ?? {};
  const after: GivenAddress = { ...before, ...command.changes };
  const missing = requiredMembers.filter((member) => (after[member] ?? null) === null);
  if (missing.length > 0) throw new OrderError('incomplete_address', [], missing);

  const fields = addressMembers.filter((member) => (before[member] ?? null) !== (after[member] ?? null));
  if (fields.length > 0) {
    const data = { kind: kind.toLowerCase(), fields };
    const events = [conclude(order, { type: 'order.address_changed', actor, data })];
    const { statement, values } = writeAddresses.with({
      orders: [order],
      items: [],
      events,
      audit: auditOf(events),
      messages: [],
      addresses: [{ orderId: order.id, kind, address: postalAddress(after) }],
    });
    await client.query({ ...statement, values: [...values] });
  }
  return { view: { fields }, order: { id: order.id, version: order.version }, owes: [] };
}
