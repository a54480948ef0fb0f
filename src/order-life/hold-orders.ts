import type { PoolClient } from 'pg';
import { limits } from '../limits.ts';
import type { OrderRef } from './command.ts';
import { admit, type OrderState } from './order-state.ts';
import { type HeldItemRow, type LockedOrderRow, lockOrders, readHeldItems } from './sql/lock-orders.ts';
import { StockRoom } from './stock-room.ts';

/** Orders that are held, by id, and the room that the stock of their products had. */
export interface HeldOrders {
  readonly orders: ReadonlyMap<string, OrderState>;
  readonly room: StockRoom;
}

/**
 * Holds orders to the end of the transaction, in id order, and reads them. Two statements whatever they hold. An order
 * that is not there is not in the answer.
 */
export async function holdOrders(client: PoolClient, ids: readonly string[]): Promise<HeldOrders> {
  const values = [[...new Set(ids)]];
  const { rows } = await client.query<LockedOrderRow>({ ...lockOrders, values });
  const items = rows.length === 0 ? [] : await readItems(client, values);
  const now = new Date(Math.floor(items.at(-1)?.now_ms ?? 0));
  const itemsByOrder = Map.groupBy(items, (item) => item.order_id);
  const orders = rows.map(
    (row): OrderState => ({
      id: row.id,
      userId: row.user_id,
      currency: row.currency,
      isDiscounted: row.is_discounted,
      total: row.total,
      pricesIncludeTax: row.prices_include_tax,
      now,
      items: (itemsByOrder.get(row.id) ?? []).map(stateOf),
      status: row.status,
      version: row.version,
      fulfillmentStatus: row.fulfillment_status,
      returnStatus: row.return_status,
      expiresAt: dateOf(row.expires_ms),
      cancelledAt: dateOf(row.cancelled_ms),
      authorized: row.authorized,
      captured: row.captured,
      refunded: row.refunded,
      notDue: row.not_due,
      paymentBegun: row.payment_begun,
      paymentProcessing: row.payment_processing,
    }),
  );
  const room = new StockRoom(
    items.map(({ product_id, stock_quantity }) => [product_id, limits.stock - stock_quantity]),
  );
  return { orders: new Map(orders.map((order) => [order.id, order])), room };
}

/** As holdOrders, of the one that `ref` names. @throws {OrderError} not_found, version_mismatch */
export async function holdOrder(
  client: PoolClient,
  ref: OrderRef,
): Promise<{ order: OrderState; room: StockRoom }> {
  const { orders, room } = await holdOrders(client, [ref.orderId]);
  return { order: admit(orders, ref), room };
}

async function readItems(client: PoolClient, values: unknown[]): Promise<HeldItemRow[]> {
  const { rows } = await client.query<HeldItemRow>({ ...readHeldItems, values });
  return rows;
}

const stateOf = (row: HeldItemRow) => ({
  orderId: row.order_id,
  position: row.position,
  productId: row.product_id,
  unitPrice: row.unit_price,
  quantity: row.quantity,
  discount: row.discount,
  tax: row.tax,
  cancelled: row.cancelled,
  fulfilled: row.fulfilled,
  returned: row.returned,
  restocked: row.restocked,
});

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
