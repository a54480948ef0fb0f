import type { Pool } from 'pg';
import { listProducts, type ProductQuery, type ProductSort, productSorts } from './list-products.ts';
import type { ProductCache } from './product-cache.ts';

/** The first page that every shop front asks for, in each order. */
const PAGE_SIZE = 20;

/** Key under which a list answer is cached; the same question gives the same key. */
export function listKey(query: ProductQuery): string {
  return `list:${JSON.stringify([query.sort, query.limit, query.category?.toLowerCase() ?? null, query.q ?? null, query.cursor ?? null])}`;
}

/** Fills the cache with the first pages. @returns how many answers were loaded */
export async function warmProductCache(pool: Pool, cache: ProductCache): Promise<number> {
  const queries = productSorts.map((sort: ProductSort): ProductQuery => ({ sort, limit: PAGE_SIZE }));
  for (const query of queries) {
    await cache.refresh(listKey(query), async () => JSON.stringify(await listProducts(pool, query)));
  }
  return queries.length;
}
