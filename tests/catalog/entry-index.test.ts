import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../src/catalog/cache/cache-entry.ts';
import { affects, type CatalogChange } from '../../src/catalog/cache/catalog-change.ts';
import { type CatalogQuery, keyOf } from '../../src/catalog/cache/catalog-query.ts';
import { createMemoryTier } from '../../src/catalog/cache/memory-tier.ts';
import { parseSnapshot } from '../../src/catalog/cache/snapshot.ts';
import { productSorts } from '../../src/catalog/list-position.ts';
import { idOf } from './paper-database.ts';

const ids = fc.integer({ min: 1, max: 6 }).map(idOf);
const prices = fc.integer({ min: 1, max: 3 });
const categories = fc.constantFrom('mugs', 'plates', 'Mugs ');
const places = fc.record({ category: fc.constantFrom('mugs', 'plates'), price: prices });
const changes: fc.Arbitrary<CatalogChange> = fc.record({
  xid: fc.constant(1n),
  id: ids,
  before: fc.option(places, { nil: undefined }),
  after: fc.option(places, { nil: undefined }),
  renamed: fc.boolean(),
  reworded: fc.boolean(),
});
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const queries: fc.Arbitrary<CatalogQuery> = fc.oneof(
  ids.map((id) => ({ kind: 'product' as const, id })),
  fc.constant({ kind: 'categories' as const }),
  fc
    .record({
      category: optional(categories),
      sort: optional(fc.constantFrom(...productSorts)),
      q: optional(fc.constantFrom('blue', ' ')),
      cursor: optional(fc.constantFrom('a', 'b')),
      inStock: optional(fc.boolean()),
      maxPrice: optional(prices),
      limit: fc.constantFrom(1, 20),
    })
    .map((parameters) => ({ kind: 'list' as const, parameters })),
);
const entries: fc.Arbitrary<Entry> = fc
  .record({
    query: queries,
    shown: fc.uniqueArray(ids),
    last: optional(fc.record({ id: ids, price: prices })),
  })
  .map(({ query, shown, last }) => ({
    key: keyOf(query),
    query,
    answer: {
      bytes: '',
      version: undefined,
      holdsMs: undefined,
      shown: query.kind === 'product' ? { ids: [query.id] } : { ids: shown, last },
      room: 1,
    },
    knowledge: { snapshot: parseSnapshot('1:1:') },
    refreshAt: 0,
    began: 0,
    expiresAt: 0,
    retryAt: 0,
    urls: [],
    uses: 0,
    recent: false,
  }));

test('whatever is in memory and whatever changes, nothing that a change makes wrong is overlooked', () => {
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 30 }), fc.nat(29), changes, (made, gone, change) => {
      const memory = createMemoryTier(20);
      for (const entry of made) memory.put(entry);
      if (made[gone]) memory.delete(made[gone].key);
      const found = new Set(memory.candidates(change));
      const kept = [...memory.entries()];
      const wrong = kept.filter(({ query, answer }) => affects(change, query, answer.shown));
      expect(wrong.filter((entry) => !found.has(entry))).toEqual([]);
      // And nothing that was evicted, replaced or removed is still found.
      expect([...found].filter((entry) => !kept.includes(entry))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
