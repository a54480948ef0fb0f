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

/** A product for an administrator, who also sees what is archived, or undefined. */
export async function findAnyProduct(pool: Pool, id: string): Promise<ProductView | undefined> {
  const { rows } = await pool.query<ProductRow & { archived: boolean }>({
    name: 'catalog.find-any-product',
    text: `
      select ${productColumns}, p.archived_at is not null as archived
        from products p join categories c on c.id = p.category_id
       where p.id = $1`,
    values: [id],
  });
  return rows[0] && { ...viewOfRow(rows[0]), ...(rows[0].archived && { archived: true }) };
}

/** Those of the products that are for sale, in the order of their ids here. */
export async function findProducts(pool: Pool, ids: readonly string[]): Promise<ProductView[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<ProductRow>({
    name: 'catalog.find-products',
    text: `
      select ${productColumns}
        from unnest($1::uuid[]) with ordinality wanted (id, place)
             cross join lateral (select * from products where id = wanted.id limit 1) p
             cross join lateral (select name from categories where id = p.category_id limit 1) c
       where p.archived_at is null
       order by place`,
    values: [ids],
  });
  return rows.map(viewOfRow);
}
