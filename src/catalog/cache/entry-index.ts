import { slugOf } from '../identity.ts';
import type { Entry } from './cache-entry.ts';
import { type CatalogChange, changesCategory, rewordsProducts } from './catalog-change.ts';
import { type CatalogQuery, isNarrowed } from './catalog-query.ts';

/**
 * Finds the entries that a change may make wrong without a look at the others, of which there are tens of thousands:
 * those that show its product, and the lists of its category or of all into which it may have come.
 */
export interface EntryIndex {
  add(entry: Entry): void;
  remove(entry: Entry): void;
  clear(): void;
  /** All that `affects` says yes to, and few others. */
  candidates(change: CatalogChange): Set<Entry>;
}

/** A list is moved by what it is sorted by; a narrowed one by the words and the price. */
type Kind = 'narrowed' | 'newest' | 'name' | 'price_asc' | 'price_desc';
const kinds: readonly Kind[] = ['narrowed', 'newest', 'name', 'price_asc', 'price_desc'];
/** What no category's slug is. */
const EVERYTHING = '';
/** The list of categories: the key of no list of products, which has a blank. */
const CATEGORIES = 'categories';

export function createEntryIndex(): EntryIndex {
  const byProduct = new Map<string, Set<Entry>>();
  const byList = new Map<string, Set<Entry>>();
  return {
    add(entry) {
      for (const id of entry.answer.shown.ids) put(byProduct, id, entry);
      const list = listKeyOf(entry.query);
      if (list !== undefined) put(byList, list, entry);
    },
    remove(entry) {
      for (const id of entry.answer.shown.ids) take(byProduct, id, entry);
      const list = listKeyOf(entry.query);
      if (list !== undefined) take(byList, list, entry);
    },
    clear() {
      byProduct.clear();
      byList.clear();
    },
    candidates(change) {
      const found = new Set(byProduct.get(change.id));
      for (const list of listsOf(change)) {
        for (const entry of byList.get(list) ?? []) found.add(entry);
      }
      return found;
    },
  };
}

const keyOf = (kind: Kind, slug: string) => `${kind} ${slug}`;

function listKeyOf(query: CatalogQuery): string | undefined {
  if (query.kind === 'product') return undefined;
  if (query.kind === 'categories') return CATEGORIES;
  const { sort, category } = query.parameters;
  return keyOf(
    isNarrowed(query.parameters) ? 'narrowed' : (sort ?? 'newest'),
    category === undefined ? EVERYTHING : slugOf(category),
  );
}

/** The lists into which a product may come by a change, or within which it may move. */
function* listsOf(change: CatalogChange): Generator<string> {
  const { before, after, renamed } = change;
  if (changesCategory(change)) yield CATEGORIES;
  if (after === undefined) return;
  const repriced = before?.price !== after.price;
  const moving = kinds.filter((kind) => {
    if (kind === 'narrowed') return rewordsProducts(change) || repriced;
    if (kind === 'name') return renamed;
    return kind !== 'newest' && repriced;
  });
  const isNew = before === undefined;
  for (const kind of isNew ? kinds : moving) yield keyOf(kind, EVERYTHING);
  const entered = isNew || before.category !== after.category;
  for (const kind of entered ? kinds : moving) yield keyOf(kind, after.category);
}

function put(index: Map<string, Set<Entry>>, key: string, entry: Entry): void {
  const entries = index.get(key);
  if (entries) entries.add(entry);
  else index.set(key, new Set([entry]));
}

function take(index: Map<string, Set<Entry>>, key: string, entry: Entry): void {
  const entries = index.get(key);
  if (entries?.delete(entry) && entries.size === 0) index.delete(key);
}
