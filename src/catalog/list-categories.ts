import type { Pool } from 'pg';

export interface CategoryList {
  items: { name: string; productCount: number }[];
}

/** More than any menu shows; a shop with more has its first ones here, by name. */
export const MAX_CATEGORIES = 2_000;

/** The categories that have products for sale, by name. Counting goes through all products once. */
export async function listCategories(pool: Pool): Promise<CategoryList> {
  const { rows } = await pool.query<{ name: string; count: number }>({
    name: 'catalog.list-categories',
    text: `
      select c.name, p.count
        from (select category_id, count(*)::int from products where archived_at is null group by category_id) p
             join categories c on c.id = p.category_id
       order by c.slug
       limit ${MAX_CATEGORIES}`,
  });
  return { items: rows.map(({ name, count }) => ({ name, productCount: count })) };
}
