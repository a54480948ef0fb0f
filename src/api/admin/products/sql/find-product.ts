import type { Pool } from 'pg';
import { currentPrice } from '../../../../entities/current-price-sql.ts';
import { STANDARD_CLASS } from '../../../../entities/tax-rate.entity.ts';

/** A product as an operator sees it, also one that was taken out of the shop; price in minor units of `currency`. */
export interface ProductRecord {
  id: string;
  sku: string;
  name: string;
  description: string;
  category: string;
  price: number;
  /** What it costs where no scheduled price counts. */
  usualPrice: number;
  /** What the price is compared with; null: nothing was given. */
  compareAtPrice: number | null;
  currency: string;
  stockQuantity: number;
  taxClass: string;
  /** Grams of one unit; null: nobody says. */
  weight: number | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
  archivedAt: Date | null;
}

export async function findProductRecord(pool: Pool, id: string): Promise<ProductRecord | undefined> {
  const { rows } = await pool.query<Omit<ProductRecord, 'taxClass'> & { taxClass: string | null }>({
    name: 'operators.find-product',
    text: `
      select p.id, p.sku, p.name, p.description, c.name as category, ${currentPrice} as price,
             coalesce(p.usual_price, p.price) as "usualPrice", p.compare_at_price as "compareAtPrice", p.currency,
             p.stock_quantity as "stockQuantity", p.tax_class as "taxClass", p.weight, p.version, p.created_at as "createdAt",
             p.updated_at as "updatedAt", p.archived_at as "archivedAt"
        from products p join categories c on c.id = p.category_id
       where p.id = $1`,
    values: [id],
  });
  return rows[0] && { ...rows[0], taxClass: rows[0].taxClass ?? STANDARD_CLASS };
}
