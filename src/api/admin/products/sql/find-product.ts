import type { Pool } from 'pg';
import { STANDARD_CLASS } from '../../../../entities/tax-rate.entity.ts';

/** A product as an operator sees it, also one that was taken out of the shop; price in minor units of `currency`. */
export interface ProductRecord {
  id: string;
  sku: string;
  name: string;
  description: string;
  category: string;
  price: number;
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
      select p.id, p.sku, p.name, p.description, c.name as category, p.price, p.currency,
             p.stock_quantity as "stockQuantity", p.tax_class as "taxClass", p.weight, p.version, p.created_at as "createdAt",
             p.updated_at as "updatedAt", p.archived_at as "archivedAt"
        from products p join categories c on c.id = p.category_id
       where p.id = $1`,
    values: [id],
  });
  return rows[0] && { ...rows[0], taxClass: rows[0].taxClass ?? STANDARD_CLASS };
}
