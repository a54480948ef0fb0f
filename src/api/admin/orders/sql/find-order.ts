import type { Pool } from 'pg';
import type { OrderItemView } from '../../../../orders/order-view.ts';

/** An order as an operator sees it; money in minor units of `currency`. */
export interface OrderRecord {
  id: string;
  status: string;
  total: number;
  currency: string;
  createdAt: Date;
  customer: { id: string; name: string; email: string };
  /** Of all its items; `items` holds the first ones. */
  itemCount: number;
  items: ItemRecord[];
}

export interface ItemRecord extends OrderItemView {
  position: number;
}

/** Items on the page; a cart can hold ten times as many. */
export const SHOWN_ITEMS = 200;

export async function findOrderRecord(pool: Pool, id: string): Promise<OrderRecord | undefined> {
  const { rows } = await pool.query<OrderRecord>({
    name: 'operators.find-order',
    text: `
      select o.id, o.status, o.total::float8 as total, o.currency, o.created_at as "createdAt",
             json_build_object('id', u.id, 'name', coalesce(o.customer_name, u.name),
                               'email', coalesce(o.customer_email, u.email)) as customer,
             (select count(*)::int from order_items i where i.order_id = o.id) as "itemCount",
             (select coalesce(json_agg(json_build_object(
                       'position', i.position, 'productId', i.product_id, 'sku', i.sku, 'name', i.name,
                       'unitPrice', i.unit_price, 'quantity', i.quantity, 'lineTotal', i.line_total)
                       order by i.position), '[]')
                from (select * from order_items where order_id = o.id order by position limit $2) i) as items
        from orders o join users u on u.id = o.user_id
       where o.id = $1`,
    values: [id, SHOWN_ITEMS],
  });
  return rows[0];
}
