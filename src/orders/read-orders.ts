import type { Pool } from 'pg';
import type { FulfillmentStatus, OrderStatus, ReturnStatus } from '../entities/order.entity.ts';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { isoTime } from '../lists/iso-time.ts';
import { fitting } from '../lists/page-end.ts';
import { paymentStatus } from './derived-status.ts';
import { type Condition, conditionsOf, listNameOf, type OrderFilter, whereOf } from './order-filter.ts';
import { orderNumber } from './order-number.ts';
import type { BuyerView, OrderItemView, OrderView } from './order-view.ts';
import {
  type CostedItemRow,
  type CostLists,
  type CostTotalsRow,
  costLists,
  costTotals,
  frozenOf,
  readCostLists,
  viewOfCostRow,
} from './sql/read-costs.ts';
import { type DetailRow, detailColumns, viewOfDetailRow } from './sql/read-details.ts';

export interface OrderQuery extends OrderFilter {
  /** Whose orders; undefined for everybody's. */
  userId?: string | undefined;
  /** Of the order's contact or of the account that ordered, in any case. */
  email?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface OrderPage {
  items: OrderView[];
  nextCursor: string | null;
}

export interface OrderRow extends DetailRow, CostTotalsRow {
  id: string;
  status: OrderStatus;
  currency: string;
  created_at: string;
  version: number;
  fulfillment_status: FulfillmentStatus;
  return_status: ReturnStatus;
  expires_at: string | null;
  /** bigint comes as text */
  authorized: string;
  payment_processing: boolean;
  captured: string;
  refunded: string;
  not_due: string;
  customer?: BuyerView;
}

export const columns =
  'id, status, total, currency, created_at, version, fulfillment_status, return_status, expires_at, ' +
  `authorized, captured, refunded, not_due, payment_processing, ${costTotals}, ${detailColumns}`;

/** For administrators, who see everybody's orders, with who bought. */
const columnsWithBuyer = `${columns}, json_build_object(
    'id', user_id,
    'name', coalesce(customer_name, (select name from users where users.id = orders.user_id)),
    'email', coalesce(customer_email, (select email from users where users.id = orders.user_id))) as customer`;

/** In the same snapshot as the order: what its version says holds for them. */
export const itemsOfOrder = `(
    select json_agg(i order by i.position)
      from (select position, product_id, sku, name, unit_price, quantity, line_total, discount, tax, tax_rate,
                   cancelled, fulfilled, returned
              from order_items where order_id = orders.id) i)`;

/** bigint comes as text, and as a number in JSON. */
export interface ItemRow extends CostedItemRow {
  order_id: string;
  product_id: string;
  sku: string;
  name: string;
  unit_price: number;
  quantity: number;
  cancelled: number;
  fulfilled: number;
  returned: number;
}

/** An order with its items and who bought it, for administrators, or undefined. */
export async function findOrder(pool: Pool, id: string): Promise<OrderView | undefined> {
  const { rows } = await pool.query<OrderRow & CostLists & { items: ItemRow[] | null }>({
    name: 'orders.find',
    text: `select ${columnsWithBuyer}, ${costLists('orders')}, ${itemsOfOrder} as items from orders where id = $1`,
    values: [id],
  });
  return rows[0] && viewOf(rows[0], rows[0].items ?? [], rows[0]);
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
export const MAX_LINES = 4_000;

/**
 * Orders that one page looks at for those that are asked for, where no index leads to them: some tenths of a second. A
 * page that finds fewer among them ends there, and the next one goes on.
 */
const LOOKED_AT = 200_000;

/**
 * Orders, newest first, a page at a time; two statements whatever the page holds, and a third where
 * orders of it cost something beside their lines. A page ends at its limit, before the
 * order with which it would hold more than `MAX_LINES` lines, and behind the last of `LOOKED_AT` orders: then it is
 * shorter, it may be empty, and the next one goes on.
 *
 * @throws {InvalidCursor}
 */
export async function listOrders(pool: Pool, query: OrderQuery, lookedAt = LOOKED_AT): Promise<OrderPage> {
  const { userId, email, limit, cursor: text, ...filter } = query;
  const list = listNameOf({ ...filter, email });
  const cursor = text === undefined ? undefined : decodeCursor(text, list, 'none');
  const addressee = email === undefined ? undefined : { email, userId: await findUser(pool, email) };
  const { ranges, others } = conditionsOf(filter, [userId], { isFound: addressee !== undefined });
  const within = cursor ? [...ranges, { sql: 'id < ?::uuid', value: cursor.id }] : ranges;
  const values: unknown[] = [];
  const newest = (most: number) =>
    addressee ? newestTo(addressee, within, most, values) : newestOf(within, most, values);
  const wanted =
    others.length === 0
      ? newest(limit + 1)
      : `select * from (${newest(lookedAt)}) looked_at ${whereOf(others, values)}
          order by id desc limit $${values.push(limit + 1)}`;

  // The last line's place tells how many there are: one look into the primary key instead of at every line.
  const { rows } = await pool.query<OrderRow & { last_position: number | null }>(
    `select ${userId === undefined ? columnsWithBuyer : columns},
            (select position from order_items where order_id = orders.id
              order by position desc limit 1) as last_position
       from (${wanted}) orders
      order by id desc`,
    values,
  );
  const asked = rows.slice(0, limit);
  const items = await withItems(
    pool,
    asked.slice(
      0,
      fitting(asked, (row) => (row.last_position ?? 0) + 1, MAX_LINES),
    ),
  );
  let end = rows.length > items.length ? items.at(-1)?.id : undefined;
  if (end === undefined && others.length > 0) {
    const looked: unknown[] = [];
    const source = addressee
      ? newestTo(addressee, within, lookedAt, looked)
      : newestOf(within, lookedAt, looked);
    end = await endOfLook(pool, source, looked, lookedAt);
  }
  return { items, nextCursor: end ? encodeCursor({ sort: list, value: null, id: end }) : null };
}

/** The newest of all orders, `most` of them. */
const newestOf = (within: readonly Condition[], most: number, values: unknown[]): string => `
    select * from orders ${whereOf(within, values)} order by id desc limit $${values.push(most)}`;

/**
 * The newest orders whose contact has this address, or whose account does: each kind by its index, as many as are wanted.
 *
 * @param within ranges of ids
 */
function newestTo(
  { email, userId }: { email: string; userId: string | null },
  within: readonly Condition[],
  most: number,
  values: unknown[],
): string {
  const limit = `$${values.push(most)}::bigint`;
  const ids = (source: string, owner: Condition) => `
      (select id from ${source} ${whereOf([owner, ...within], values)} order by id desc limit ${limit})`;
  const contacts = '(select order_id as id, lower(email) as email from order_contacts) contacts';
  const toContact = ids(contacts, { sql: 'email = lower(?::text)', value: email });
  const ofAccount = ids('orders', { sql: 'user_id = ?::uuid', value: userId });
  return `
    select o.* from (${toContact} union ${ofAccount}) ids
     cross join lateral (select * from orders where orders.id = ids.id limit 1) o
     order by o.id desc limit ${limit}`;
}

/**
 * Asked for by itself: of a look-up inside of another statement PostgreSQL takes it that it finds somebody who has
 * ordered as much as all do, and goes through the newest orders of everybody.
 */
async function findUser(pool: Pool, email: string): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'orders.find-user',
    text: 'select id from users where email = lower($1)',
    values: [email],
  });
  return rows[0]?.id ?? null;
}

/** The last order that a page of `lookedAt` has looked at, where there were as many. */
async function endOfLook(
  pool: Pool,
  source: string,
  given: readonly unknown[],
  lookedAt: number,
): Promise<string | undefined> {
  const values = [...given];
  const text = `select id from (${source}) looked_at
                 order by id desc offset $${values.push(lookedAt - 1)} limit 1`;
  const { rows } = await pool.query<{ id: string }>(text, values);
  return rows[0]?.id;
}

async function withItems(pool: Pool, orders: OrderRow[]): Promise<OrderView[]> {
  if (orders.length === 0) return [];
  const readItems = pool.query<ItemRow>({
    name: 'orders.items',
    text: `
      select order_id, product_id, sku, name, unit_price, quantity, line_total, discount, tax, tax_rate,
             cancelled, fulfilled, returned
        from order_items
       where order_id = any($1::uuid[])
       order by order_id, position`,
    values: [orders.map((order) => order.id)],
  });
  const [{ rows }, lists] = await Promise.all([readItems, readCostLists(pool, orders)]);
  const items = Map.groupBy(rows, (row) => row.order_id);
  return orders.map((order) => viewOf(order, items.get(order.id) ?? [], lists.get(order.id)));
}

export function viewOf(row: OrderRow, items: ItemRow[], lists: CostLists | undefined): OrderView {
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
    paymentStatus: paymentStatus({
      ...amounts,
      notDue: Number(row.not_due),
      paymentProcessing: row.payment_processing,
    }),
    expiresAt: row.expires_at === null ? null : isoTime(row.expires_at),
    ...moved,
    ...viewOfCostRow(row, lists, () => items.map(frozenOf)),
    ...viewOfDetailRow(row),
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
    discount: Number(row.discount),
    tax: Number(row.tax),
    taxRate: row.tax_rate ?? 0,
  };
}
