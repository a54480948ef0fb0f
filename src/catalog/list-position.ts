import { createHash } from 'node:crypto';
import { type Cursor, decodeCursor, encodeCursor, type ValueType } from '../lists/cursor.ts';
import { slugOf } from './identity.ts';
import type { FilterKey } from './product-filters.ts';
import type { ProductView } from './product-view.ts';

export const productSorts = ['newest', 'price_asc', 'price_desc', 'name'] as const;
export type ProductSort = (typeof productSorts)[number];

interface SortOrder {
  /** What is sorted by, before the id; `p` is the product. Both are the columns of an index. */
  key: string;
  direction: 'asc' | 'desc';
  /** The key where words are kept, which is `s`: no product is read in vain. */
  searchKey: string;
  /** Whether it is the key of an index there. */
  isIndexedInSearch: boolean;
  /** The key in a cursor. */
  valueType: ValueType;
  valueOf: (product: Pick<ProductView, 'price' | 'name'>) => string | number | null;
  /** The cursor's value as the key is. */
  keyOf: (value: string) => string;
}

const byPrice = {
  key: 'p.price',
  searchKey: 's.price',
  isIndexedInSearch: true,
  valueType: 'int32',
  valueOf: (product: Pick<ProductView, 'price'>) => product.price,
  keyOf: (value: string) => `${value}::int`,
} as const;

const sortOrders: Record<ProductSort, SortOrder> = {
  // Ids are made of the time (UUID v7).
  newest: {
    key: 'p.id',
    searchKey: 's.product_id',
    isIndexedInSearch: true,
    direction: 'desc',
    valueType: 'none',
    valueOf: () => null,
    keyOf: () => '',
  },
  price_asc: { ...byPrice, direction: 'asc' },
  price_desc: { ...byPrice, direction: 'desc' },
  // Without regard to case, whatever the collation of the database.
  name: {
    key: 'lower(p.name)',
    searchKey: 'coalesce(s.listed_name, s.name)',
    isIndexedInSearch: false,
    direction: 'asc',
    valueType: 'string',
    valueOf: (product) => product.name,
    keyOf: (value) => `lower(${value}::text)`,
  },
};

/** A position in one list: its order, its filters, and where its last page ended. */
export class ListPosition {
  readonly #order: SortOrder;
  readonly #list: string;
  readonly cursor: Cursor | undefined;

  /** @throws {InvalidCursor} for a cursor of another list */
  constructor(sort: ProductSort, list: string, cursor: string | undefined) {
    this.#order = sortOrders[sort];
    this.#list = list;
    this.cursor = cursor === undefined ? undefined : decodeCursor(cursor, list, this.#order.valueType);
  }

  get key(): string {
    return this.#order.key;
  }

  /** The key, of `product_search`, which `s` is. */
  get searchKey(): string {
    return this.#order.searchKey;
  }

  get isIndexedInSearch(): boolean {
    return this.#order.isIndexedInSearch;
  }

  /** Key and id that come after those of every product, in SQL. */
  get farthest(): { key: string; id: string } {
    return this.#order.direction === 'asc'
      ? { key: '2147483647', id: `'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid` }
      : { key: '-1', id: `'00000000-0000-0000-0000-000000000000'::uuid` };
  }

  orderBy(key = this.key, id = 'p.id'): string {
    const { direction } = this.#order;
    return this.key === 'p.id' ? `${id} ${direction}` : `${key} ${direction}, ${id} ${direction}`;
  }

  /** What comes after the cursor, as one row value: the index goes straight there. Adds to the values. */
  after(values: unknown[], key = this.key, id = 'p.id'): string {
    if (!this.cursor) return 'true';
    const { direction, keyOf } = this.#order;
    const comparison = direction === 'asc' ? '>' : '<';
    const lastId = `$${values.push(this.cursor.id)}::uuid`;
    if (this.key === 'p.id') return `${id} ${comparison} ${lastId}`;
    return `(${key}, ${id}) ${comparison} (${keyOf(`$${values.push(this.cursor.value)}`)}, ${lastId})`;
  }

  /** What comes no later than a row that has a key and an id. */
  until(last: { key: string; id: string }, key: string, id: string): string {
    const comparison = this.#order.direction === 'asc' ? '<=' : '>=';
    if (this.key === 'p.id') return `${id} ${comparison} ${last.id}`;
    return `(${key}, ${id}) ${comparison} (${last.key}, ${last.id})`;
  }

  /** The cursor of a page that ends with this product. */
  cursorAt(product: { id: string; price: number; name: string }): string {
    return encodeCursor({ sort: this.#list, value: this.#order.valueOf(product), id: product.id });
  }
}

/** A list's name in its cursors: with other filters it is another list, whose cursors do not fit. */
export function listName(
  order: string,
  category: string | undefined,
  words: readonly string[],
  filters?: FilterKey,
): string {
  if (category === undefined && words.length === 0 && filters === undefined) return order;
  const name = [category === undefined ? null : slugOf(category), words, ...(filters ? [filters] : [])];
  return `${order} ${createHash('sha256').update(JSON.stringify(name)).digest('base64url').slice(0, 16)}`;
}
