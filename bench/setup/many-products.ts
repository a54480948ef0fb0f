import type { Pool } from 'pg';
import { sqlProductId } from './fill.ts';

/** Adds products from..to as fillShop makes them, in bulk. */
export async function addProducts(pool: Pool, from: number, to: number): Promise<void> {
  await pool.query(
    `insert into products (id, sku, name, category_id, price, currency, stock_quantity)
     select ${sqlProductId('n')}, 'SKU-' || n, 'Product ' || n, (array(select id from categories order by id))[1 + n % 8],
            100 + n % 5000, 'GBP', 100000000
       from generate_series(${from}, ${to}) n`,
  );
  await pool.query('vacuum analyze products');
}
