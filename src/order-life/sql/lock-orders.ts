import type { Statement } from '../../database/statement.ts';
import type { FulfillmentStatus, OrderStatus, ReturnStatus } from '../../entities/order.entity.ts';

/** $1 uuid[]: orders. Holds their rows to the end of the transaction, in id order. Whoever changes an order comes here first. */
export const lockOrders: Statement = {
  name: 'order-life.lock-orders',
  text: `
    select id, user_id, currency, status, version, fulfillment_status, return_status,
           coalesce(discount_total > 0, false) as is_discounted,
           total::float8 as total, coalesce(prices_include_tax, true) as prices_include_tax,
           (extract(epoch from expires_at) * 1000)::float8 as expires_ms,
           (extract(epoch from cancelled_at) * 1000)::float8 as cancelled_ms,
           authorized::float8, captured::float8, refunded::float8, not_due::float8,
           payment_begun, payment_processing
      from orders
     where id = any($1::uuid[])
     order by id
       for no key update`,
};

export interface LockedOrderRow {
  id: string;
  user_id: string;
  currency: string;
  total: number;
  prices_include_tax: boolean;
  status: OrderStatus;
  version: number;
  fulfillment_status: FulfillmentStatus;
  return_status: ReturnStatus;
  is_discounted: boolean;
  expires_ms: number | null;
  cancelled_ms: number | null;
  authorized: number;
  captured: number;
  refunded: number;
  not_due: number;
  payment_begun: boolean;
  payment_processing: boolean;
}

/**
 * $1 uuid[]: orders that are held. Their items, with the stock of their products as it is at this moment: nobody holds
 * it. A statement of its own after lockOrders: it sees what was committed while a lock was waited for.
 */
export const readHeldItems: Statement = {
  name: 'order-life.read-held-items',
  text: `
    select i.order_id, i.position, i.product_id, i.unit_price, i.quantity, i.cancelled, i.fulfilled, i.returned,
           i.restocked, coalesce(i.discount, 0)::float8 as discount, coalesce(i.tax, 0)::float8 as tax,
           p.stock_quantity, (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
      from order_items i join products p on p.id = i.product_id
     where i.order_id = any($1::uuid[])
     order by i.order_id, i.position`,
};

export interface HeldItemRow {
  order_id: string;
  position: number;
  product_id: string;
  unit_price: number;
  quantity: number;
  discount: number;
  tax: number;
  cancelled: number;
  fulfilled: number;
  returned: number;
  restocked: number;
  stock_quantity: number;
  now_ms: number;
}
