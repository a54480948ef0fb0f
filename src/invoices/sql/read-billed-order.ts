import type { KeptAddress } from '../../addresses/postal-address.ts';
import { addressJson } from '../../addresses/sql/address-columns.ts';
import type { Statement } from '../../database/statement.ts';
import type { OrderStatus } from '../../entities/order.entity.ts';
import { orderNumber } from '../../orders/order-number.ts';
import type { InvoiceLine } from '../invoice-document.ts';

/** A line of an order, frozen, and how many units of it have left. */
export interface BilledItem {
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: number;
  readonly quantity: number;
  readonly left: number;
  readonly discount: number;
  readonly tax: number;
  readonly taxRate: number | null;
}

/** What an invoice takes from an order. */
export interface BilledOrder {
  readonly number: string;
  readonly placedAt: string;
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  /** Where the bill goes, else where the parcel goes; what was erased of it is not there. */
  readonly buyer: KeptAddress | null;
  readonly items: readonly BilledItem[];
  readonly charges: readonly InvoiceLine[];
}

export interface BilledOrderRow {
  status: OrderStatus;
  refunded: number;
  currency: string;
  placed_ms: number;
  prices_include_tax: boolean;
  buyer: KeptAddress | null;
  items: BilledItem[] | null;
  charges: InvoiceLine[] | null;
}

/** $1 uuid: an order. Holds its row to the end of the transaction. */
export const lockBilledOrder: Statement = {
  name: 'invoices.lock-order',
  text: 'select id from orders where id = $1::uuid for no key update',
};

/** $1 uuid: an order that is held. A statement of its own behind the lock: it sees what was committed while that was waited for. */
export const readBilledOrder: Statement = {
  name: 'invoices.read-billed-order',
  text: `
    select o.status, o.refunded::float8 as refunded, o.currency, (extract(epoch from o.created_at) * 1000)::float8 as placed_ms,
           coalesce(o.prices_include_tax, true) as prices_include_tax,
           (select ${addressJson('a')} from order_addresses a
             where a.order_id = o.id order by a.kind limit 1) as buyer,
           (select json_agg(json_build_object(
                     'productId', i.product_id, 'sku', i.sku, 'name', i.name, 'unitPrice', i.unit_price,
                     'quantity', i.quantity, 'left', i.cancelled + i.returned, 'discount', coalesce(i.discount, 0),
                     'tax', coalesce(i.tax, 0), 'taxRate', i.tax_rate) order by i.position)
              from order_items i where i.order_id = o.id) as items,
           (select json_agg(json_build_object(
                     'type', c.type, 'label', c.label, 'amount', c.amount, 'discount', c.discount, 'tax', c.tax,
                     'taxRate', c.tax_rate) order by c.position)
              from order_charges c where c.order_id = o.id) as charges
      from orders o where o.id = $1::uuid`,
};

/** The telephone is for the carrier. */
const withoutPhone = ({ phone, ...address }: KeptAddress): KeptAddress => address;

export const billedOrderOf = (id: string, row: BilledOrderRow): BilledOrder => ({
  number: orderNumber(id),
  placedAt: new Date(row.placed_ms).toISOString(),
  currency: row.currency,
  pricesIncludeTax: row.prices_include_tax,
  buyer: row.buyer && withoutPhone(row.buyer),
  items: row.items ?? [],
  charges: row.charges ?? [],
});
