import type { Pool } from 'pg';
import { price } from '../../src/pricing/price.ts';
import type { Pricing, PricingContext } from '../../src/pricing/pricing.ts';

/** What an order costs that costs what its lines cost. */
export const plainCosts = (total: number) => ({
  itemsTotal: total,
  discounts: [],
  charges: [],
  taxes: [],
  pricesIncludeTax: true,
  total,
});

/** A parcel, a tenth off the goods, and 20 % tax in the prices of goods and parcel. */
export const dearOrder = {
  pricesIncludeTax: true,
  charges: [{ type: 'SHIPPING', label: 'Parcel & more', amount: 495, taxRate: 200_000 }],
  discounts: [
    { source: 'COUPON', code: 'TEN', label: 'TEN', kind: 'percent', value: 100_000, on: 'items' },
    { source: 'MANUAL', label: 'For your patience', kind: 'amount', value: 7, on: 'items' },
  ],
} as const satisfies PricingContext;

/**
 * Prices an order that is there anew, straight in the database.
 *
 * @param taxRates of its lines, in millionths
 */
export async function costOrder(
  pool: Pool,
  orderId: string,
  context: PricingContext = dearOrder,
  taxRates: readonly (number | null)[] = [],
): Promise<Pricing> {
  const { rows } = await pool.query<{ unit_price: number; quantity: number }>(
    'select unit_price, quantity from order_items where order_id = $1 order by position',
    [orderId],
  );
  const lines = rows.map(({ unit_price: unitPrice, quantity }, n) => ({
    unitPrice,
    quantity,
    taxRate: taxRates[n] === undefined ? 200_000 : taxRates[n],
  }));
  const pricing = price(lines, context);
  await pool.query(
    `with items as (
       update order_items i set discount = w.discount, tax = w.tax, tax_rate = w."taxRate"
         from (select row_number() over () - 1 as position, x.*
                 from json_to_recordset($2) as x (discount bigint, tax bigint, "taxRate" int)) w
        where i.order_id = $1 and i.position = w.position
     ), charges as (
       insert into order_charges (order_id, position, type, label, amount, discount, tax, tax_rate)
       select $1, row_number() over () - 1, type, label, amount, discount, tax, "taxRate"
         from json_to_recordset($3)
           as (type text, label text, amount bigint, discount bigint, tax bigint, "taxRate" int)
     ), discounts as (
       insert into order_discounts (order_id, position, source, code, label, amount)
       select $1, row_number() over () - 1, source, code, label, amount
         from json_to_recordset($4) as (source text, code text, label text, amount bigint)
     )
     update orders set items_total = $5, discount_total = $6, charges_total = $7, tax_total = $8,
                       prices_include_tax = $9, total = $10
      where id = $1`,
    [
      orderId,
      ...[pricing.items, pricing.charges, pricing.discounts].map((list) => JSON.stringify(list)),
      pricing.itemsTotal,
      pricing.discountTotal,
      pricing.chargesTotal,
      pricing.taxTotal,
      pricing.pricesIncludeTax,
      pricing.total,
    ],
  );
  return pricing;
}
