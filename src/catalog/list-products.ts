import type { Pool } from 'pg';
import { slugOf } from './identity.ts';
import { ListPlace, listName, type ProductSort } from './list-position.ts';
import { firstOf } from './page-of-rows.ts';
import { type ProductRow, type ProductView, productColumns, viewOfRow } from './product-view.ts';
import { searchByRelevance } from './search/by-relevance.ts';
import { searchInOrder } from './search/in-order.ts';
import { wordsOf } from './search/words.ts';

export { type ProductSort, productSorts } from './list-position.ts';

export interface ProductQuery {
  category?: string | undefined;
  /** Unless told: the best match first where there is `q`, else the newest. */
  sort?: ProductSort | undefined;
  /** Words to find in name, SKU, category or description. */
  q?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface ProductPage {
  items: ProductView[];
  nextCursor: string | null;
}

/**
 * One page of the products for sale. Keyset pagination: a cursor names the row that the last page ended
 * with, so pages neither skip nor repeat a product that stays where it is, whatever happens to others.
 *
 * @throws {Problem} `invalid_cursor`
 */
export function listProducts(pool: Pool, query: ProductQuery): Promise<ProductPage> {
  const words = wordsOf(query.q);
  if (words.length === 0) return listInOrder(pool, query);
  if (query.sort === undefined) return searchByRelevance(pool, { ...query, words });
  return searchInOrder(pool, { ...query, sort: query.sort, words });
}

async function listInOrder(pool: Pool, query: ProductQuery): Promise<ProductPage> {
  const { sort = 'newest', category, limit } = query;
  const place = new ListPlace(sort, listName(sort, category, []), query.cursor);
  const values: unknown[] = [];
  const where = ['p.archived_at is null', place.after(values)];
  if (category !== undefined) {
    const wanted = `(select id from categories where slug = $${values.push(slugOf(category))})`;
    // Said twice: the planner takes a category that it does not know for one of average size, and with two of
    // them walks through the whole list to pick out its products. The second condition makes it rare.
    where.push(`p.category_id = ${wanted} and p.category_id >= ${wanted} and p.category_id <= ${wanted}`);
  }
  const shape = [sort, category !== undefined && 'category', place.cursor && 'cursor'].filter(Boolean);
  const { rows } = await pool.query<ProductRow>({
    // Prepared for the page size that nearly everybody asks for. The size itself is no parameter: without
    // knowing it PostgreSQL plans for a tenth of all products, and sorts them.
    ...(limit === USUAL_LIMIT && { name: `catalog.list ${shape.join(' ')}` }),
    text: `
      select ${productColumns}
        from products p join categories c on c.id = p.category_id
       where ${where.join(' and ')}
       order by ${place.orderBy()}
       limit ${limit + 1}`,
    values,
  });
  const items = firstOf(rows, limit).map(viewOfRow);
  const last = rows.length > items.length ? items.at(-1) : undefined;
  return { items, nextCursor: last ? place.cursorAt(last) : null };
}

/** What the API's schema fills in. */
const USUAL_LIMIT = 20;
