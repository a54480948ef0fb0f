import type { Pool } from 'pg';
import type { OrderRecord } from './find-order.ts';
import { findSalesByTime } from './find-sales-by-time.ts';
import type { SaleRecord } from './sale-record.ts';

/** The stock movements of an order's lines: each by the version under which its product was sold, where it says that. */
export async function findSales(pool: Pool, order: OrderRecord): Promise<SaleRecord[]> {
  const productIds = order.items.map((item) => item.productId);
  const { rows: sales } = await pool.query<SaleRecord>({
    name: 'operators.find-sales',
    text: `
      select sale.product_id as "productId", sale.product_version as "productVersion", sale.delta,
             sale.resulting_quantity as "resultingQuantity", sale.created_at as "createdAt"
        from order_items line
        cross join lateral (
          select * from stock_movements m
           where m.product_id = line.product_id and m.product_version = line.product_version
             and m.reference = line.order_id and m.reason = 'sale'
           order by m.position limit 1) sale
       where line.order_id = $1 and line.product_id = any($2::uuid[])`,
    values: [order.id, productIds],
  });
  const found = new Set(sales.map((sale) => sale.productId));
  const missing = productIds.filter((id) => !found.has(id));
  if (missing.length > 0) sales.push(...(await findSalesByTime(pool, order, missing)));
  return sales.toSorted((a, b) => productIds.indexOf(a.productId) - productIds.indexOf(b.productId));
}
