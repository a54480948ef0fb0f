import type { Pool } from 'pg';

export interface CategoryList {
  items: { name: string; productCount: number }[];
}

/** More than any menu shows; a shop with more has its first ones here, by name. */
export const MAX_CATEGORIES = 2_000;

/** The categories that have products for sale, by name. Counting reads the index of each category from end to end. */
export async function listCategories(pool: Pool): Promise<CategoryList> {
  const { rows } = await pool.query<{ name: string; count: number }>({
    name: 'catalog.list-categories',
    text: `
      select c.name, p.count
        from categories c
             cross join lateral (
               select count(*)::int from products where category_id = c.id and archived_at is null
             ) p
       where p.count > 0
       order by c.slug
       limit ${MAX_CATEGORIES}`,
  });
  return { items: rows.map(({ name, count }) => ({ name, productCount: count })) };
}
