import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { price } from '../../src/pricing/price.ts';
import type { Charge, Discount } from '../../src/pricing/pricing.ts';
import type { ProductRecord } from './records.ts';

export interface CostlyOrder {
  userId: string;
  /** When it was placed: its id tells the same. */
  at?: Date;
  lines: { product: ProductRecord; quantity: number; taxRate: number | null }[];
  charges?: Charge[];
  discounts?: Discount[];
  pricesIncludeTax?: boolean;
  status?: 'PENDING' | 'PLACED' | 'CANCELLED';
  /** Where it goes; left out: nowhere. */
  country?: string;
}

/** Writes an order with charges, discounts and taxes as the checkout does; its id and its total. */
export async function insertCostlyOrder(
  pool: Pool,
  order: CostlyOrder,
): Promise<{ id: string; total: number }> {
  const { userId, at = new Date(), lines, charges = [], discounts = [], pricesIncludeTax = true } = order;
  const id = uuidv7({ msecs: at.getTime() });
  const priced = price(
    lines.map(({ product, quantity, taxRate }) => ({ unitPrice: product.price, quantity, taxRate })),
    { pricesIncludeTax, charges, discounts },
  );
  await pool.query(
    `insert into orders (id, user_id, status, total, currency, created_at, items_total, discount_total, charges_total,
                         tax_total, prices_include_tax)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      userId,
      order.status ?? 'PLACED',
      priced.total,
      lines[0]!.product.currency,
      at,
      priced.itemsTotal,
      priced.discountTotal,
      priced.chargesTotal,
      priced.taxTotal,
      pricesIncludeTax,
    ],
  );
  for (const [n, { product, quantity }] of lines.entries()) {
    const { amount, discount, tax, taxRate } = priced.items[n]!;
    await pool.query(
      `insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total,
                                discount, tax, tax_rate)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [id, n, product.id, product.sku, product.name, product.price, quantity, amount, discount, tax, taxRate],
    );
  }
  for (const [n, charge] of priced.charges.entries())
    await pool.query(
      `insert into order_charges (order_id, position, type, label, amount, discount, tax, tax_rate)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, n, charge.type, charge.label, charge.amount, charge.discount, charge.tax, charge.taxRate],
    );
  for (const [n, { source, code, label, amount }] of priced.discounts.entries())
    await pool.query(
      `insert into order_discounts (order_id, position, source, code, label, amount) values ($1, $2, $3, $4, $5, $6)`,
      [id, n, source, code ?? null, label, amount],
    );
  if (order.country !== undefined)
    await pool.query(
      `insert into order_addresses (order_id, kind, name, line1, city, country)
       values ($1, 'SHIPPING', 'Ann Buyer', '1 Mill Lane', 'Town', $2)`,
      [id, order.country],
    );
  return { id, total: priced.total };
}
