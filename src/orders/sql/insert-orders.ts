import { bigint, integer, text, timestamptz, uuid } from '../../database/column-types.ts';
import type { Columns, RowSource } from '../../database/composed-statement.ts';
import type { DecidedOrder } from '../decide.ts';
import type { OrderItemView } from '../order-view.ts';

/** A line of an order, at its place from 0. */
export interface OrderLine {
  order: DecidedOrder;
  position: number;
  item: OrderItemView;
  /** That the sale gave the product. */
  productVersion: number;
}

export const orderColumns: Columns<DecidedOrder> = {
  id: uuid.of((order) => order.view.id),
  user_id: uuid.of((order) => order.command.userId),
  status: text.of((order) => order.view.status),
  total: bigint.of((order) => order.view.total),
  currency: text.of((order) => order.view.currency),
  created_at: timestamptz.of((order) => new Date(order.view.createdAt)),
};

/** The same of orders that may wait for their money. */
export const unpaidOrderColumns: Columns<DecidedOrder> = {
  ...orderColumns,
  expires_at: timestamptz.orNull(({ view }) => (view.expiresAt === null ? null : new Date(view.expiresAt))),
};

export const itemColumns: Columns<OrderLine> = {
  order_id: uuid.of((line) => line.order.view.id),
  position: integer.of((line) => line.position),
  product_id: uuid.of((line) => line.item.productId),
  sku: text.of((line) => line.item.sku),
  name: text.of((line) => line.item.name),
  unit_price: integer.of((line) => line.item.unitPrice),
  quantity: integer.of((line) => line.item.quantity),
  line_total: bigint.of((line) => line.item.lineTotal),
  product_version: integer.of((line) => line.productVersion),
};

/**
 * The queries `new_orders` and `new_items`. Who bought is copied from the account as it is now; an account that is not
 * there is left to the foreign key. LATERAL with a limit: a look-up for each order, whatever the statistics say.
 */
export const insertOrders = (orders: RowSource, items: RowSource): string => `
    new_orders as (
      insert into orders (${orders.names}, customer_email, customer_name)
      select placed.*, buyer.email, buyer.name
        from ${orders.unnestAs('placed')}
        left join lateral (select email, name from users where users.id = placed.user_id limit 1) buyer on true
    ), new_items as (
      insert into order_items (${items.names})
      select * from ${items.unnestAs('items')}
    )`;
