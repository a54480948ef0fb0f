import type { Pool } from 'pg';

export interface NewestOrder {
  id: string;
  total: number;
  currency: string;
  createdAt: Date;
  customer: string;
  items: number;
  /** How many times its confirmation was tried, and when the mail server took it. */
  attempts: number | null;
  handedOverAt: Date | null;
}

export async function newestOrders(pool: Pool, limit: number): Promise<NewestOrder[]> {
  const { rows } = await pool.query<NewestOrder>({
    name: 'operators.newest-orders',
    text: `
      select o.id, o.total::float8 as total, o.currency, o.created_at as "createdAt",
             coalesce(o.customer_name, u.name,
                      (select a.name from order_addresses a where a.order_id = o.id and a.kind = 'SHIPPING'),
                      case u.role when 'GUEST' then 'Guest' else 'Erased customer' end) as customer,
             (select count(*)::int from order_items i where i.order_id = o.id) as items,
             d.attempts, d.handed_over_at as "handedOverAt"
        from (select * from orders order by id desc limit $1) o
        join users u on u.id = o.user_id
        left join mail_deliveries d on d.kind = 'order.send-confirmation-email' and d.order_id = o.id
       order by o.id desc`,
    values: [limit],
  });
  return rows;
}
