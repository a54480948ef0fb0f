import { slugOf } from '../identity.ts';
import type { ProductSort } from '../list-position.ts';
import { type CatalogQuery, isNarrowed } from './catalog-query.ts';

/** Where a product stands in lists. */
export interface Place {
  /** Slug of the category: lower case. */
  category: string;
  price: number;
}

/** What an administrator did to a product, as every process is told when its transaction commits. */
export interface CatalogChange {
  /** Transaction that made it. */
  xid: bigint;
  id: string;
  /** Undefined for a product that is new. */
  before?: Place | undefined;
  /** Undefined for one that is no longer for sale. */
  after?: Place | undefined;
  /** Its name is another one. */
  renamed: boolean;
  /** What searches look at is different. */
  reworded: boolean;
}

/** What an answer shows; undefined while it is being loaded. */
export interface Coverage {
  ids: readonly string[];
  /** The last product of a page that others follow. */
  last?: { id: string; price: number } | undefined;
}

/**
 * Whether a change makes an answer wrong: its product is in it, or belongs there now. Where only PostgreSQL
 * could tell (names in its collation, searches, filters), and before a cursor's page, it may say yes in vain.
 */
export function affects(change: CatalogChange, query: CatalogQuery, shown: Coverage | undefined): boolean {
  if (query.kind === 'product') return query.id === change.id;
  if (query.kind === 'categories') return changesCategory(change);
  if (shown?.ids.includes(change.id)) return true;
  const { category } = query.parameters;
  const sort = query.parameters.sort ?? 'newest';
  const { before, after } = change;
  const scope = category === undefined ? undefined : slugOf(category);
  const was = before !== undefined && (scope === undefined || before.category === scope);
  const is = after !== undefined && (scope === undefined || after.category === scope);
  if (shown === undefined) return was || is;
  if (!is) return false;
  const entered = !was;
  const repriced = before?.price !== after.price;
  if (isNarrowed(query.parameters)) return entered || rewordsProducts(change) || repriced;
  if (sort === 'name') return entered || change.renamed;
  if (!entered && !(repriced && sort !== 'newest')) return false;
  return shown.last === undefined || !comesAfter(sort, { id: change.id, price: after.price }, shown.last);
}

/** Whether there are more products of one category, or less of another. */
export function changesCategory({ before, after }: CatalogChange): boolean {
  return before?.category !== after?.category;
}

/** Whether words come or go by it: new ones of a product, or a product that enters or leaves a category or the shop. */
export function rewordsProducts(change: CatalogChange): boolean {
  return change.reworded || changesCategory(change);
}

function comesAfter(
  sort: Exclude<ProductSort, 'name'>,
  product: { id: string; price: number },
  last: { id: string; price: number },
): boolean {
  if (sort === 'newest' || product.price === last.price) {
    return sort === 'price_asc' ? product.id > last.id : product.id < last.id;
  }
  return sort === 'price_asc' ? product.price > last.price : product.price < last.price;
}
