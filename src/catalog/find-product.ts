import type { Pool } from 'pg';
import { type ProductRow, type ProductView, productColumns, viewOfRow } from './product-view.ts';

/** A product that is for sale, or undefined. */
export async function findProduct(pool: Pool, id: string): Promise<ProductView | undefined> {
  const { rows } = await pool.query<ProductRow>({
    name: 'catalog.find-product',
    text: `
      select ${productColumns}
        from products p join categories c on c.id = p.category_id
       where p.id = $1 and p.archived_at is null`,
    values: [id],
  });
  return rows[0] && viewOfRow(rows[0]);
}
