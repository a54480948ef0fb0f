import type { Step } from '../database/statement.ts';
import { limits } from '../limits.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import type { Decision } from './decide.ts';
import { bigints, byteas, integers, smallints, texts, timestamps, uuids } from './sql/arrays.ts';
import { writeOrders } from './sql/write-orders.ts';

/** What a placed order is answered with; stored beside the body so that a replay needs no knowledge of it. */
export const PLACED_STATUS = 201;

/**
 * The one statement that writes a decision, or undefined when it places nothing. It fails with
 * serialization_failure when a product or a cart line is no longer what was read.
 *
 * @throws {RangeError} when a number does not fit its column
 */
export function writeDecision({ orders, takes }: Decision, owes: readonly OutboxRow[]): Step | undefined {
  if (orders.length === 0) return undefined;
  const products = [...takes].sort(([a], [b]) => (a < b ? -1 : 1));
  const items = orders.flatMap((o) =>
    o.view.items.map((item, position) => ({ orderId: o.view.id, position, ...item })),
  );
  const sales = products.flatMap(([, take]) =>
    take.sales.map((s, position) => ({ version: take.version + 1, position, ...s })),
  );
  const keys = orders.flatMap((o) => (o.command.idempotency ? [{ ...o.command.idempotency, order: o }] : []));
  const lines = orders.flatMap((o) => o.cartRows);
  return {
    statement: writeOrders,
    values: [
      uuids(products.map(([id]) => id)),
      integers(products.map(([, take]) => take.version)),
      integers(products.map(([, take]) => take.quantity)),
      uuids(orders.map((o) => o.view.id)),
      uuids(orders.map((o) => o.command.userId)),
      bigints(orders.map((o) => o.view.total)),
      texts(orders.map((o) => o.view.currency)),
      timestamps(orders.map((o) => new Date(o.view.createdAt))),
      uuids(items.map((i) => i.orderId)),
      integers(items.map((i) => i.position)),
      uuids(items.map((i) => i.productId)),
      texts(items.map((i) => i.sku)),
      texts(items.map((i) => i.name)),
      integers(items.map((i) => i.unitPrice)),
      integers(items.map((i) => i.quantity)),
      bigints(items.map((i) => i.lineTotal)),
      uuids(sales.map((s) => s.productId)),
      integers(sales.map((s) => s.version)),
      integers(sales.map((s) => s.position)),
      integers(sales.map((s) => -s.quantity)),
      uuids(sales.map((s) => s.orderId)),
      integers(sales.map((s) => s.resultingQuantity)),
      uuids(keys.map((k) => k.order.command.userId)),
      texts(keys.map((k) => k.key)),
      byteas(keys.map((k) => k.fingerprint)),
      uuids(keys.map((k) => k.order.view.id)),
      smallints(keys.map(() => PLACED_STATUS)),
      texts(keys.map((k) => k.order.body)),
      `${limits.idempotencyHours} hours`,
      uuids(owes.map((m) => m.id)),
      texts(owes.map((m) => m.job)),
      texts(owes.map((m) => JSON.stringify(m.payload))),
      uuids(lines.map((l) => l.cart_item_id)),
      integers(lines.map((l) => l.quantity)),
    ],
  };
}
