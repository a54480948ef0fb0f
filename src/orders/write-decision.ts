import type { ClientBase } from 'pg';
import type { OutboxRow } from '../jobs/outbox.ts';
import { limits } from '../limits.ts';
import type { Decision } from './decide.ts';
import { run } from './sql/statement.ts';
import { takeStock } from './sql/take-stock.ts';
import { type WrittenRow, writeOrders } from './sql/write-orders.ts';

/** Somebody else changed a product or a cart since it was read: decide again on fresh rows. */
export class LostRace extends Error {
  override readonly name = 'LostRace';
}

/**
 * Writes a decision in the caller's transaction: takes the stock under the versions that were read, writes
 * orders, items, stock movements, idempotency records and outbox messages, and empties the carts.
 *
 * @returns PostgreSQL's id of the transaction, or undefined when there was nothing to write
 * @throws {LostRace} when a product or a cart line is no longer what was read; the caller rolls back
 */
export async function writeDecision(
  client: ClientBase,
  decision: Decision,
  owes: OutboxRow[],
): Promise<string | undefined> {
  const { orders, takes } = decision;
  if (orders.length === 0) return undefined;

  const products = [...takes].sort(([a], [b]) => (a < b ? -1 : 1));
  const taken = await run(client, takeStock, [
    products.map(([id]) => id),
    products.map(([, take]) => take.version),
    products.map(([, take]) => take.quantity),
  ]);
  if (taken.length !== products.length) throw new LostRace('a product changed since it was read');

  const items = orders.flatMap((o) =>
    o.view.items.map((item, position) => ({ orderId: o.view.id, position, ...item })),
  );
  const sales = products.flatMap(([, take]) =>
    take.sales.map((s, position) => ({ version: take.version + 1, position, ...s })),
  );
  const keys = orders.flatMap((o) => (o.command.idempotency ? [{ ...o.command.idempotency, order: o }] : []));
  const lines = orders.flatMap((o) => o.cartRows);
  const [written] = await run<WrittenRow>(client, writeOrders, [
    orders.map((o) => o.view.id),
    orders.map((o) => o.command.userId),
    orders.map((o) => o.view.total),
    orders.map((o) => o.view.currency),
    orders.map((o) => o.view.createdAt),
    items.map((i) => i.orderId),
    items.map((i) => i.position),
    items.map((i) => i.productId),
    items.map((i) => i.sku),
    items.map((i) => i.name),
    items.map((i) => i.unitPrice),
    items.map((i) => i.quantity),
    items.map((i) => i.lineTotal),
    sales.map((s) => s.productId),
    sales.map((s) => s.version),
    sales.map((s) => s.position),
    sales.map((s) => -s.quantity),
    sales.map((s) => s.orderId),
    sales.map((s) => s.resultingQuantity),
    keys.map((k) => k.order.command.userId),
    keys.map((k) => k.key),
    keys.map((k) => k.fingerprint),
    keys.map((k) => k.order.view.id),
    keys.map(() => PLACED_STATUS),
    keys.map((k) => k.order.body),
    `${limits.idempotencyHours} hours`,
    owes.map((m) => m.id),
    owes.map((m) => m.job),
    owes.map((m) => JSON.stringify(m.payload)),
    lines.map((l) => l.cart_item_id),
    lines.map((l) => l.quantity),
  ]);

  if (written?.emptied !== lines.length) throw new LostRace('a cart changed since it was read');
  return written.transaction_id;
}

/** What a placed order is answered with; stored beside the body so that a replay needs no knowledge of it. */
export const PLACED_STATUS = 201;
