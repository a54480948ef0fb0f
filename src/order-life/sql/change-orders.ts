import { auditColumns, insertAudit } from '../../audit/sql/insert-audit.ts';
import { bigint, boolean, integer, jsonb, text, timestamptz, uuid } from '../../database/column-types.ts';
import type { Columns, RowSource } from '../../database/composed-statement.ts';
import { insertMessages, messageColumns } from '../../outbox/sql/insert-messages.ts';
import type { ChangedRows, EventRow, ItemState, OrderState } from '../order-state.ts';

const orderColumns: Columns<OrderState> = {
  id: uuid.of((order) => order.id),
  status: text.of((order) => order.status),
  version: integer.of((order) => order.version),
  fulfillment_status: text.of((order) => order.fulfillmentStatus),
  return_status: text.of((order) => order.returnStatus),
  expires_at: timestamptz.orNull((order) => order.expiresAt),
  cancelled_at: timestamptz.orNull((order) => order.cancelledAt),
  authorized: bigint.of((order) => order.authorized),
  captured: bigint.of((order) => order.captured),
  refunded: bigint.of((order) => order.refunded),
  not_due: bigint.of((order) => order.notDue),
  payment_processing: boolean.of((order) => order.paymentProcessing),
};

const itemColumns: Columns<ItemState> = {
  order_id: uuid.of((item) => item.orderId),
  position: integer.of((item) => item.position),
  cancelled: integer.of((item) => item.cancelled),
  fulfilled: integer.of((item) => item.fulfilled),
  returned: integer.of((item) => item.returned),
  restocked: integer.of((item) => item.restocked),
};

const eventColumns: Columns<EventRow> = {
  id: uuid.of((event) => event.id),
  order_id: uuid.of((event) => event.orderId),
  order_version: integer.of((event) => event.orderVersion),
  type: text.of((event) => event.type),
  actor_role: text.of((event) => event.actor.role),
  actor_id: uuid.orNull((event) => event.actor.id ?? null),
  data: jsonb.of((event) => JSON.stringify(event.data)),
  created_at: timestamptz.of((event) => event.createdAt),
};

/** The lists that every change of orders consists of. */
export const changeColumns: { [List in keyof ChangedRows]: Columns<ChangedRows[List][number]> } = {
  orders: orderColumns,
  items: itemColumns,
  events: eventColumns,
  audit: auditColumns,
  messages: messageColumns,
};

/**
 * The queries of a change: orders and items become what was decided while their orders' rows were held, and what
 * happened, who that works here did it and what is owed for it is written down.
 */
export const changeOrders = ({
  orders,
  items,
  events,
  audit,
  messages,
}: Record<keyof ChangedRows, RowSource>): string => `
    changed_orders as (
      update orders o
         set status = c.status, version = c.version, fulfillment_status = c.fulfillment_status,
             return_status = c.return_status, expires_at = c.expires_at, cancelled_at = c.cancelled_at,
             authorized = c.authorized, captured = c.captured, refunded = c.refunded, not_due = c.not_due,
             payment_processing = c.payment_processing
        from ${orders.unnestAs('c')}
       where o.id = c.id
    ), changed_items as (
      update order_items i
         set cancelled = c.cancelled, fulfilled = c.fulfilled, returned = c.returned, restocked = c.restocked
        from ${items.unnestAs('c')}
       where i.order_id = c.order_id and i.position = c.position
    ), new_events as (
      insert into order_events (${events.names})
      select * from ${events.unnestAs('events')}
    ), ${insertAudit(audit).trim()}, ${insertMessages(messages).trim()}`;
