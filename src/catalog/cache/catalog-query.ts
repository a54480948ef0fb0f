import { slugOf } from '../identity.ts';
import { filterKeyOf, filtersOfKey, hasFilters } from '../product-filters.ts';
import type { ProductQuery } from '../product-query.ts';

/** What a client asked the catalog, in one form for all the ways of writing it. */
export type CatalogQuery =
  | { kind: 'product'; id: string }
  | { kind: 'list'; parameters: ProductQuery }
  | { kind: 'categories' };

/** Key of an answer; the same query gives the same key, and a key tells its query. */
export function keyOf(query: CatalogQuery): string {
  if (query.kind === 'categories') return 'categories';
  if (query.kind === 'product') return `product:${query.id.toLowerCase()}`;
  const { limit, category, cursor } = query.parameters;
  const q = searchText(query.parameters.q);
  // Without words and without an order it is the newest, which says so.
  const sort = query.parameters.sort ?? (q === undefined ? 'newest' : null);
  const filters = filterKeyOf(query.parameters);
  return `list:${JSON.stringify([
    sort,
    limit,
    category === undefined ? null : slugOf(category),
    q ?? null,
    cursor ?? null,
    ...(filters ? [filters] : []),
  ])}`;
}

/** The query of a key that `keyOf` made. */
export function queryOf(key: string): CatalogQuery {
  if (key === 'categories') return { kind: 'categories' };
  if (key.startsWith('product:')) return { kind: 'product', id: key.slice('product:'.length) };
  const told = JSON.parse(key.slice('list:'.length)).map((part: unknown) => part ?? undefined);
  const [sort, limit, category, q, cursor, filters] = told;
  return {
    kind: 'list',
    parameters: { sort, limit, category, q, cursor, ...(filters ? filtersOfKey(filters) : {}) },
  };
}

/** One blank between words, none around them; no words are no search. */
function searchText(q: string | undefined): string | undefined {
  return q?.trim().replace(/\s+/g, ' ') || undefined;
}

/** Whether a list is narrowed by more than its category. */
export function isNarrowed(parameters: ProductQuery): boolean {
  return parameters.q !== undefined || hasFilters(parameters);
}

/**
 * Whether an answer is looked for in the shared tier, and put there: first pages without a search or a filter. The
 * rest (deep pages, searches) comes in endless variety and would fill it for nobody. The workers of the
 * release before read a key without its filters, and would put the whole list there. A product is a row of a statement
 * that many share, which costs less than to ask Redis and to tell it.
 */
export function isShared(query: CatalogQuery): boolean {
  if (query.kind !== 'list') return false;
  return query.parameters.cursor === undefined && !isNarrowed(query.parameters);
}
