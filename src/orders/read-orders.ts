import type { Pool } from 'pg';
import type { FulfillmentStatus, OrderStatus, ReturnStatus } from '../entities/order.entity.ts';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { isoTime } from '../lists/iso-time.ts';
import { fitting } from '../lists/page-end.ts';
import { paymentStatus } from './derived-status.ts';
import { orderNumber } from './order-number.ts';
import type { BuyerView, OrderItemView, OrderView } from './order-view.ts';

export interface OrderQuery {
  /** Whose orders; undefined for everybody's. */
  userId?: string | undefined;
  status?: OrderStatus | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface OrderPage {
  items: OrderView[];
  nextCursor: string | null;
}

interface OrderRow {
  id: string;
  status: OrderStatus;
  /** bigint comes as text */
  total: string;
  currency: string;
  created_at: string;
  version: number;
  fulfillment_status: FulfillmentStatus;
  return_status: ReturnStatus;
  expires_at: string | null;
  authorized: string;
  captured: string;
  refunded: string;
  customer?: BuyerView;
}

const columns =
  'id, status, total, currency, created_at, version, fulfillment_status, return_status, expires_at, ' +
  'authorized, captured, refunded';

/** For administrators, who see everybody's orders, with who bought. */
const columnsWithBuyer = `${columns}, json_build_object(
    'id', user_id,
    'name', coalesce(customer_name, (select name from users where users.id = orders.user_id)),
    'email', coalesce(customer_email, (select email from users where users.id = orders.user_id))) as customer`;

interface ItemRow {
  order_id: string;
  product_id: string;
  sku: string;
  name: string;
  unit_price: number;
  quantity: number;
  line_total: string;
  cancelled: number;
  fulfilled: number;
  returned: number;
}

/**
 * An order with its items, or undefined.
 *
 * @param userId whose it must be; undefined for an administrator, who also sees who bought
 */
export async function findOrder(pool: Pool, id: string, userId?: string): Promise<OrderView | undefined> {
  const { rows } = await pool.query<OrderRow>({
    ...(userId === undefined
      ? { name: 'orders.find', text: `select ${columnsWithBuyer} from orders where id = $1`, values: [id] }
      : {
          name: 'orders.find-own',
          text: `select ${columns} from orders where id = $1 and user_id = $2`,
          values: [id, userId],
        }),
  });
  return (await withItems(pool, rows))[0];
}

/** Whether there is such an order, and it is this user's; of anybody's without one. */
export async function isOrderOf(pool: Pool, id: string, userId?: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'orders.is-of',
    text: 'select from orders where id = $1 and ($2::uuid is null or user_id = $2)',
    values: [id, userId ?? null],
  });
  return rowCount === 1;
}

/** Lines of all orders on one page: two of the largest orders, a hundred of 40 lines. Some 1.5 MB. */
const MAX_LINES = 4_000;

/**
 * Orders, newest first, a page at a time; two statements whatever the page holds. A page ends at its limit, and before
 * the order with which it would hold more than `MAX_LINES` lines: then it is shorter, and the next one goes on.
 *
 * @throws {InvalidCursor}
 */
export async function listOrders(pool: Pool, query: OrderQuery): Promise<OrderPage> {
  const list = query.status === undefined ? 'orders' : `orders ${query.status}`;
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor, list, 'none');
  const values: unknown[] = [query.limit + 1];
  const where: string[] = [];
  const condition = (sql: string, value: unknown) => {
    values.push(value);
    where.push(sql.replace('?', `$${values.length}`));
  };
  if (query.userId !== undefined) condition('user_id = ?::uuid', query.userId);
  if (query.status !== undefined) condition('status = ?', query.status);
  if (cursor) condition('id < ?::uuid', cursor.id);

  // The last line's place tells how many there are: one look into the primary key instead of at every line.
  const { rows } = await pool.query<OrderRow & { last_position: number | null }>(
    `select ${query.userId === undefined ? columnsWithBuyer : columns},
            (select position from order_items where order_id = orders.id
              order by position desc limit 1) as last_position
       from (select * from orders
              ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
              order by id desc limit $1) orders
      order by id desc`,
    values,
  );
  const asked = rows.slice(0, query.limit);
  const items = await withItems(
    pool,
    asked.slice(
      0,
      fitting(asked, (row) => (row.last_position ?? 0) + 1, MAX_LINES),
    ),
  );
  const last = items.at(-1);
  const more = rows.length > items.length && last !== undefined;
  return { items, nextCursor: more ? encodeCursor({ sort: list, value: null, id: last.id }) : null };
}

async function withItems(pool: Pool, orders: OrderRow[]): Promise<OrderView[]> {
  if (orders.length === 0) return [];
  const { rows } = await pool.query<ItemRow>({
    name: 'orders.items',
    text: `
      select order_id, product_id, sku, name, unit_price, quantity, line_total,
             cancelled, fulfilled, returned
        from order_items
       where order_id = any($1::uuid[])
       order by order_id, position`,
    values: [orders.map((order) => order.id)],
  });
  const items = Map.groupBy(rows, (row) => row.order_id);
  return orders.map((order) => viewOf(order, items.get(order.id) ?? []));
}

function viewOf(row: OrderRow, items: ItemRow[]): OrderView {
  const amounts = {
    total: Number(row.total),
    authorized: Number(row.authorized),
    captured: Number(row.captured),
    refunded: Number(row.refunded),
  };
  const { total, ...moved } = amounts;
  return {
    id: row.id,
    number: orderNumber(row.id),
    status: row.status,
    items: items.map(viewOfItem),
    total,
    currency: row.currency,
    createdAt: isoTime(row.created_at),
    version: row.version,
    fulfillmentStatus: row.fulfillment_status,
    returnStatus: row.return_status,
    paymentStatus: paymentStatus(amounts),
    expiresAt: row.expires_at === null ? null : isoTime(row.expires_at),
    ...moved,
    ...(row.customer ? { customer: row.customer } : {}),
  };
}

function viewOfItem(row: ItemRow): OrderItemView {
  return {
    productId: row.product_id,
    sku: row.sku,
    name: row.name,
    unitPrice: row.unit_price,
    quantity: row.quantity,
    lineTotal: Number(row.line_total),
    cancelled: row.cancelled,
    fulfilled: row.fulfilled,
    returned: row.returned,
  };
}
