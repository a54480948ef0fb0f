import type { Pool } from 'pg';
import type { KeptAddress } from '../../../../addresses/postal-address.ts';
import type { FulfillmentStatus, OrderStatus, ReturnStatus } from '../../../../entities/order.entity.ts';
import type { AddressKind } from '../../../../entities/order-address.entity.ts';
import type { OrderCostsView } from '../../../../orders/order-view.ts';
import {
  type CostLists,
  type CostTotalsRow,
  costLists,
  costTotals,
  viewOfCostRow,
} from '../../../../orders/sql/read-costs.ts';
import type { FrozenCosts } from '../../../../pricing/tax-groups.ts';

/** An order as an operator sees it; money in minor units of `currency`. */
export interface OrderRecord extends OrderCostsView {
  id: string;
  status: OrderStatus;
  version: number;
  fulfillmentStatus: FulfillmentStatus;
  returnStatus: ReturnStatus;
  total: number;
  authorized: number;
  paymentProcessing: boolean;
  captured: number;
  refunded: number;
  notDue: number;
  currency: string;
  createdAt: Date;
  expiresAt: Date | null;
  /** A guest has the name that the order goes to, else `Guest`. The e-mail address is where mails go; null: nowhere. */
  customer: { id: string; name: string; email: string | null };
  /** What its buyer left beside the e-mail address. */
  contact: { phone: string | null; note: string | null } | null;
  addresses: { [Kind in AddressKind]?: KeptAddress } | null;
  /** Of all its items; `items` holds the first ones. */
  itemCount: number;
  items: ItemRecord[];
}

/** A line with what became of its units. */
export interface ItemRecord {
  position: number;
  productId: string;
  sku: string;
  name: string;
  unitPrice: number;
  quantity: number;
  lineTotal: number;
  discount: number;
  tax: number;
  cancelled: number;
  fulfilled: number;
  returned: number;
}

/** Items on the page; a cart can hold ten times as many. */
export const SHOWN_ITEMS = 200;

export async function findOrderRecord(
  pool: Pool,
  id: string,
  mostItems = SHOWN_ITEMS,
): Promise<OrderRecord | undefined> {
  const { rows } = await pool.query<
    Omit<OrderRecord, keyof OrderCostsView> &
      CostTotalsRow &
      CostLists & { total: number } & { taxed: FrozenCosts[] | null }
  >({
    name: 'operators.find-order',
    text: `
      select o.id, o.status, o.version, o.fulfillment_status as "fulfillmentStatus",
             o.return_status as "returnStatus", o.total::float8 as total, o.authorized::float8 as authorized,
             o.payment_processing as "paymentProcessing",
             o.captured::float8 as captured, o.refunded::float8 as refunded,
             o.not_due::float8 as "notDue", o.currency,
             o.created_at as "createdAt", o.expires_at as "expiresAt",
             ${costTotals}, ${costLists('o')},
             case when o.items_total is not null then (
               select json_agg(json_build_object('amount', amount, 'discount', discount, 'tax', tax, 'taxRate', tax_rate))
                 from (select sum(line_total) as amount, sum(coalesce(discount, 0)) as discount,
                              sum(coalesce(tax, 0)) as tax, tax_rate
                         from order_items where order_id = o.id group by tax_rate) lines) end as taxed,
             json_build_object('id', u.id, 'name', coalesce(o.customer_name, u.name,
                                 (select a.name from order_addresses a where a.order_id = o.id and a.kind = 'SHIPPING'),
                                 case u.role when 'GUEST' then 'Guest' else 'Erased customer' end),
                               'email', coalesce((select c.email from order_contacts c where c.order_id = o.id),
                                 o.customer_email, u.email)) as customer,
             (select json_build_object('phone', c.phone, 'note', c.note)
                from order_contacts c where c.order_id = o.id) as contact,
             (select json_object_agg(a.kind, json_strip_nulls(json_build_object(
                       'name', a.name, 'company', a.company, 'line1', a.line1, 'line2', a.line2, 'city', a.city,
                       'region', a.region, 'postalCode', a.postal_code, 'country', a.country, 'phone', a.phone)))
                from order_addresses a where a.order_id = o.id) as addresses,
             (select count(*)::int from order_items i where i.order_id = o.id) as "itemCount",
             (select coalesce(json_agg(json_build_object(
                       'position', i.position, 'productId', i.product_id, 'sku', i.sku, 'name', i.name,
                       'unitPrice', i.unit_price, 'quantity', i.quantity, 'lineTotal', i.line_total,
                       'discount', coalesce(i.discount, 0), 'tax', coalesce(i.tax, 0),
                       'cancelled', i.cancelled, 'fulfilled', i.fulfilled, 'returned', i.returned)
                       order by i.position), '[]')
                from (select * from order_items where order_id = o.id order by position limit $2) i) as items
        from orders o join users u on u.id = o.user_id
       where o.id = $1`,
    values: [id, mostItems],
  });
  return rows[0] && { ...rows[0], ...viewOfCostRow(rows[0], rows[0], () => rows[0]?.taxed ?? []) };
}
