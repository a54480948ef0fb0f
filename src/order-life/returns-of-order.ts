import type { PoolClient } from 'pg';
import type { ReturnRecordStatus } from '../entities/order-return.entity.ts';
import { OrderError } from './order-error.ts';
import { type ReturnItemRow, readOpenReturns } from './sql/read-open-returns.ts';

/** Units of one item in a return, and what became of those that came. */
export interface ReturnItemState {
  readonly returnId: string;
  readonly position: number;
  readonly quantity: number;
  /** Why, where it is to be written. */
  readonly reason: string;
  restocked: number;
  discarded: number;
}

/** A return of an order that is held. */
export interface ReturnState {
  readonly id: string;
  status: ReturnRecordStatus;
  readonly items: readonly ReturnItemState[];
}

/** Units that may still come. */
export const unitsToCome = (item: ReturnItemState): number => item.quantity - item.restocked - item.discarded;

/** Units that customers have announced and that have not come, by the item's position. */
export async function awaitedUnits(client: PoolClient, orderId: string): Promise<Map<number, number>> {
  const units = new Map<number, number>();
  for (const item of (await read(client, orderId)).flatMap((open) => open.items)) {
    units.set(item.position, (units.get(item.position) ?? 0) + unitsToCome(item));
  }
  return units;
}

/**
 * An open return of an order that is held.
 *
 * @returns with `others`: whether more units are expected of another one
 * @throws {OrderError} not_found, return_closed
 */
export async function openReturn(
  client: PoolClient,
  orderId: string,
  id: string,
): Promise<{ found: ReturnState; others: boolean }> {
  const returns = await read(client, orderId, id);
  const found = returns.find((one) => one.id === id.toLowerCase());
  if (!found) throw new OrderError('not_found');
  if (found.status === 'RECEIVED' || found.status === 'REFUSED') throw new OrderError('return_closed');
  return { found, others: returns.length > 1 };
}

async function read(client: PoolClient, orderId: string, id: string | null = null): Promise<ReturnState[]> {
  const { rows } = await client.query<ReturnItemRow>({ ...readOpenReturns, values: [orderId, id] });
  return [...Map.groupBy(rows, (row) => row.id)].map(([returnId, items]) => ({
    id: returnId,
    status: items[0]!.status,
    items: items.map((item) => ({ ...item, returnId, reason: '' })),
  }));
}
