import { identityOf } from './identity.ts';

/** What a list can be narrowed to, besides its category. */
export interface ProductFilters {
  /** Up to a hundred. */
  ids?: readonly string[] | undefined;
  sku?: string | undefined;
  /** Whether any of it is in stock. */
  inStock?: boolean | undefined;
  /** Minor units, both included, whatever the currency. */
  minPrice?: number | undefined;
  maxPrice?: number | undefined;
}

/** The filters in one form for all the ways of writing them; undefined where there are none. */
export type FilterKey = readonly [
  ids: readonly string[] | null,
  sku: string | null,
  inStock: boolean | null,
  minPrice: number | null,
  maxPrice: number | null,
];

export function filterKeyOf(filters: ProductFilters): FilterKey | undefined {
  if (!hasFilters(filters)) return undefined;
  const { ids, sku, inStock, minPrice, maxPrice } = filters;
  return [
    ids === undefined ? null : [...new Set(ids.map((id) => id.toLowerCase()))].sort(),
    sku === undefined ? null : identityOf(sku),
    inStock ?? null,
    minPrice ?? null,
    maxPrice ?? null,
  ];
}

export function hasFilters({ ids, sku, inStock, minPrice, maxPrice }: ProductFilters): boolean {
  const isGiven = (filter: unknown) => filter !== undefined;
  return [ids, sku, inStock, minPrice, maxPrice].some(isGiven);
}

/** The filters of a key that `filterKeyOf` made. */
export function filtersOfKey([ids, sku, inStock, minPrice, maxPrice]: FilterKey): ProductFilters {
  return {
    ids: ids ?? undefined,
    sku: sku ?? undefined,
    inStock: inStock ?? undefined,
    minPrice: minPrice ?? undefined,
    maxPrice: maxPrice ?? undefined,
  };
}
