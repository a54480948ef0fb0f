import type { Pool } from 'pg';
import { addressLines } from '../../addresses/address-lines.ts';
import type { KeptAddress } from '../../addresses/postal-address.ts';
import type { PlacedOrder } from '../../mail/confirmation-mail.ts';
import type { ItemQuantities } from '../../orders/derived-status.ts';
import { orderNumber } from '../../orders/order-number.ts';
import type { OrderCostsView } from '../../orders/order-view.ts';
import {
  type CostLists,
  type CostTotalsRow,
  costLists,
  costTotals,
  viewOfCostRow,
} from '../../orders/sql/read-costs.ts';
import type { FrozenCosts } from '../../pricing/tax-groups.ts';

/** An order as its mails show it; money in minor units of `currency`. */
export interface OrderForMail extends PlacedOrder {
  items: (PlacedOrder['items'][number] & ItemQuantities & { position: number })[];
}

interface OrderRow
  extends Omit<OrderForMail, 'placedAt' | 'number' | 'deliverTo' | keyof OrderCostsView>,
    CostTotalsRow,
    CostLists {
  total: number;
  items: (OrderForMail['items'][number] & Omit<FrozenCosts, 'amount'>)[];
  /** In ms since 1970. */
  placed_at: number;
  address: KeptAddress | null;
}

/**
 * Reads orders by their ids; one that does not exist is missing. Its mails go to its contact, else to who bought. LATERAL with a limit: a look-up for each order,
 * whatever the statistics say (docs/decisions.md). The list is hidden from the planner, which would plan for each length anew.
 */
export async function readOrdersForMail(
  pool: Pool,
  orderIds: readonly string[],
): Promise<Map<string, OrderForMail>> {
  const { rows } = await pool.query<OrderRow>({
    name: 'mail.read-orders',
    text: `
      select o.id, o.total::float8 as total, o.currency, o.captured::float8 as captured,
             (extract(epoch from o.created_at) * 1000)::float8 as placed_at,
             ${costTotals}, ${costLists('o')},
             json_build_object(
               'email', coalesce(
                 (select c.email from order_contacts c where c.order_id = o.id),
                 o.customer_email, (select email from users where users.id = o.user_id)),
               'name', coalesce(o.customer_name, (select name from users where users.id = o.user_id))) as customer,
             (select json_strip_nulls(json_build_object(
                       'name', a.name, 'company', a.company, 'line1', a.line1, 'line2', a.line2, 'city', a.city,
                       'region', a.region, 'postalCode', a.postal_code, 'country', a.country))
                from order_addresses a where a.order_id = o.id and a.kind = 'SHIPPING') as address,
             (select coalesce(json_agg(json_build_object(
                       'sku', i.sku, 'name', i.name, 'unitPrice', i.unit_price,
                       'quantity', i.quantity, 'lineTotal', i.line_total, 'position', i.position,
                       'discount', coalesce(i.discount, 0), 'tax', coalesce(i.tax, 0), 'taxRate', i.tax_rate,
                       'cancelled', i.cancelled, 'fulfilled', i.fulfilled, 'returned', i.returned) order by i.position), '[]')
                from order_items i where i.order_id = o.id) as items
        from unnest((select $1::uuid[])) as wanted (id)
       cross join lateral (select * from orders where orders.id = wanted.id limit 1) o`,
    values: [orderIds],
  });
  return new Map(
    rows.map(({ placed_at, address, ...order }) => [
      order.id,
      {
        ...order,
        ...viewOfCostRow(order, order, () =>
          order.items.map((item) => ({ ...item, amount: item.lineTotal })),
        ),
        number: orderNumber(order.id),
        placedAt: new Date(placed_at),
        deliverTo: address === null ? [] : addressLines(address),
      },
    ]),
  );
}
