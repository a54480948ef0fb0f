import type { Pool } from 'pg';
import { inCategory } from './category-condition.ts';
import { listFiltered } from './list-filtered.ts';
import { ListPosition, listName } from './list-position.ts';
import { firstOf } from './page-of-rows.ts';
import { hasFilters } from './product-filters.ts';
import { type ProductPage, type ProductQuery, USUAL_LIMIT } from './product-query.ts';
import { type ProductRow, productColumns, viewOfRow } from './product-view.ts';
import { searchByRelevance } from './search/by-relevance.ts';
import { searchInOrder } from './search/in-order.ts';
import { createWordMemory, type WordsOfSearch } from './search/word-memory.ts';
import { wordsOf } from './search/words.ts';

/**
 * One page of the products for sale. Keyset pagination: a cursor names the row that the last page ended
 * with, so pages neither skip nor repeat a product that stays where it is, whatever happens to others.
 *
 * @param known what is known of the words of a search; unless told: nothing
 * @throws {InvalidCursor}
 */
export function listProducts(
  pool: Pool,
  query: ProductQuery,
  known: WordsOfSearch = createWordMemory().ofOneSearch(),
): Promise<ProductPage> {
  const words = wordsOf(query.q);
  if (words.length === 0) {
    return hasFilters(query) ? listFiltered(pool, query) : listInOrder(pool, query);
  }
  if (query.sort === undefined) return searchByRelevance(pool, { ...query, words }, known);
  return searchInOrder(pool, { ...query, sort: query.sort, words }, known);
}

async function listInOrder(pool: Pool, query: ProductQuery): Promise<ProductPage> {
  const { sort = 'newest', category, limit } = query;
  const position = new ListPosition(sort, listName(sort, category, []), query.cursor);
  const values: unknown[] = [];
  const where = ['p.archived_at is null', position.after(values)];
  if (category !== undefined) where.push(inCategory(category, values));
  const shape = [sort, category !== undefined && 'category', position.cursor && 'cursor'].filter(Boolean);
  const { rows } = await pool.query<ProductRow>({
    // Prepared for the page size that nearly everybody asks for. The size itself is no parameter: without
    // knowing it PostgreSQL plans for a tenth of all products, and sorts them.
    ...(limit === USUAL_LIMIT && { name: `catalog.list ${shape.join(' ')}` }),
    text: `
      select ${productColumns}
        from products p join categories c on c.id = p.category_id
       where ${where.join(' and ')}
       order by ${position.orderBy()}
       limit ${limit + 1}`,
    values,
  });
  const items = firstOf(rows, limit).map(viewOfRow);
  // By the price that the list is sorted by, which is the stored one.
  const last = rows.length > items.length ? rows[items.length - 1] : undefined;
  return { items, nextCursor: last ? position.cursorAt(last) : null };
}
