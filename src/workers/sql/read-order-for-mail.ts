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

export async function readOrderForMail(pool: Pool, orderId: string): Promise<OrderForMail | undefined> {
  const { rows } = await pool.query({
    name: 'mail.read-order',
    text: `
      select o.id, o.total::float8 as total, o.currency,
             (extract(epoch from o.created_at) * 1000)::float8 as placed_at,
             json_build_object('email', u.email, 'name', u.name) as customer,
             (select coalesce(json_agg(json_build_object(
                       'sku', i.sku, 'name', i.name, 'unitPrice', i.unit_price,
                       'quantity', i.quantity, 'lineTotal', i.line_total) order by i.position), '[]')
                from order_items i where i.order_id = o.id) as items
        from orders o join users u on u.id = o.user_id
       where o.id = $1`,
    values: [orderId],
  });
  const [row] = rows;
  if (!row) return undefined;
  const { placed_at, ...order } = row;
  return { ...order, placedAt: new Date(placed_at) };
}
