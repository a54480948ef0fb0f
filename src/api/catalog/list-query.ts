import type { Static } from 'typebox';
import type { Fault } from '../../errors.ts';
import { validationFailed } from '../validation-failed.ts';
import type { ListQuery } from './schemas.ts';

type Query = Static<typeof ListQuery>;

/** Before validation: `ids` is a list, however it was written, and has room for all of them unless told. */
export function splitIds(query: { ids?: unknown; limit?: unknown }): void {
  if (query.ids === undefined) return;
  const ids = [query.ids].flat().flatMap((part) => String(part).split(','));
  query.ids = ids;
  query.limit ??= String(Math.min(ids.length, 100));
}

/** @throws {Problem} `validation_failed` for filters that no index leads to together */
export function refuseUnfit(query: Query): void {
  const faults = [...notWithWords(query), ...notArchived(query), ...priceRange(query)];
  if (faults.length === 0) return;
  throw validationFailed(...faults);
}

function notWithWords({ q, ids, sku, inStock, minPrice, maxPrice }: Query): Fault[] {
  if (q === undefined) return [];
  return given({ ids, sku, inStock, minPrice, maxPrice }).map((name) => fault(name, 'does not go with q'));
}

function notArchived({ archived, limit, cursor, ...filters }: Query): Fault[] {
  if (!archived) return [];
  return given(filters).map((name) => fault(name, 'does not go with archived=true'));
}

function priceRange({ minPrice, maxPrice }: Query): Fault[] {
  if (minPrice === undefined || maxPrice === undefined || minPrice <= maxPrice) return [];
  return [fault('maxPrice', 'must not be below minPrice')];
}

function given(filters: object): string[] {
  return Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : name));
}

function fault(name: string, detail: string): Fault {
  return { pointer: `#/${name}`, detail };
}
