import type { Pool } from 'pg';

/** An order as its confirmation shows it; money in minor units of `currency`. */
export interface OrderForMail {
  id: string;
  total: number;
  currency: string;
  placedAt: Date;
  customer: { email: string; name: string };
  items: { sku: string; name: string; unitPrice: number; quantity: number; lineTotal: number }[];
}

/**
 * Reads orders by their ids; one that does not exist is missing. LATERAL with a limit: a look-up for each order,
 * whatever the statistics say (docs/decisions.md).
 */
export async function readOrdersForMail(
  pool: Pool,
  orderIds: readonly string[],
): Promise<Map<string, OrderForMail>> {
  const { rows } = await pool.query<Omit<OrderForMail, 'placedAt'> & { placed_at: number }>({
    name: 'mail.read-orders',
    text: `
      select o.id, o.total::float8 as total, o.currency,
             (extract(epoch from o.created_at) * 1000)::float8 as placed_at,
             json_build_object(
               'email', coalesce(o.customer_email, (select email from users where users.id = o.user_id)),
               'name', coalesce(o.customer_name, (select name from users where users.id = o.user_id))) as customer,
             (select coalesce(json_agg(json_build_object(
                       'sku', i.sku, 'name', i.name, 'unitPrice', i.unit_price,
                       'quantity', i.quantity, 'lineTotal', i.line_total) order by i.position), '[]')
                from order_items i where i.order_id = o.id) as items
        from unnest($1::uuid[]) as wanted (id)
       cross join lateral (select * from orders where orders.id = wanted.id limit 1) o`,
    values: [orderIds],
  });
  return new Map(
    rows.map(({ placed_at, ...order }) => [order.id, { ...order, placedAt: new Date(placed_at) }]),
  );
}
