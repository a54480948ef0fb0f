import type { Pool } from 'pg';
import type { FulfillmentStatus, OrderStatus, ReturnStatus } from '../../../../entities/order.entity.ts';

/** An order in a list; money in minor units of `currency`. */
export interface FoundOrder {
  id: string;
  status: OrderStatus;
  fulfillmentStatus: FulfillmentStatus;
  returnStatus: ReturnStatus;
  total: number;
  currency: string;
  createdAt: Date;
  /** Who bought. */
  customer: string;
}

/** These orders, the newest first; ids of none are left out. */
export async function describeOrders(pool: Pool, ids: readonly string[]): Promise<FoundOrder[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<FoundOrder>({
    name: 'operators.describe-orders',
    text: `
      select o.id, o.status, o.fulfillment_status as "fulfillmentStatus", o.return_status as "returnStatus",
             o.total::float8 as total, o.currency, o.created_at as "createdAt",
             coalesce(o.customer_name, u.name,
                      (select a.name from order_addresses a where a.order_id = o.id and a.kind = 'SHIPPING'),
                      case u.role when 'GUEST' then 'Guest' else 'Erased customer' end) as customer
        from orders o join users u on u.id = o.user_id
       where o.id = any($1::uuid[]) order by o.id desc`,
    values: [ids],
  });
  return rows;
}
