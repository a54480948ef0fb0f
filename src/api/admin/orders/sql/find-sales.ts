import type { Pool } from 'pg';
import { SHOWN_ITEMS } from './find-order.ts';

export interface SaleRecord {
  productId: string;
  productVersion: number;
  delta: number;
  resultingQuantity: number;
  createdAt: Date;
}

/**
 * The stock movements of an order's first lines. A line says under which version its product was sold. One of the
 * release before does not: its movement is sought through all of the product's ledger.
 */
export async function findSales(pool: Pool, orderId: string): Promise<SaleRecord[]> {
  const { rows } = await pool.query<SaleRecord>({
    name: 'operators.find-sales',
    text: `
      select sale.product_id as "productId", sale.product_version as "productVersion", sale.delta,
             sale.resulting_quantity as "resultingQuantity", sale.created_at as "createdAt"
        from (select * from order_items where order_id = $1 order by position limit $2) line
        cross join lateral (
          select * from stock_movements m
           where m.product_id = line.product_id
             and m.product_version between coalesce(line.product_version, 0) and coalesce(line.product_version, 2147483647)
             and m.reference = line.order_id and m.reason = 'sale'
           order by m.product_version, m.position limit 1) sale
       order by line.position`,
    values: [orderId, SHOWN_ITEMS],
  });
  return rows;
}
