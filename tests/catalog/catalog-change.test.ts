import { describe, expect, test } from 'vitest';
import { affects, type CatalogChange, type Coverage } from '../../src/catalog/cache/catalog-change.ts';
import { isShared, keyOf, queryOf } from '../../src/catalog/cache/catalog-query.ts';
import { parseSnapshot, sees } from '../../src/catalog/cache/snapshot.ts';
import { idOf, list, product } from './paper-database.ts';

const mug = { category: 'mugs', price: 500 };
const change = (fields: Partial<CatalogChange>): CatalogChange => ({
  xid: 1n,
  id: idOf(5),
  before: mug,
  after: mug,
  renamed: false,
  reworded: false,
  ...fields,
});
const repriced = change({ after: { ...mug, price: 700 } });
const restocked = change({});
const moved = change({ after: { ...mug, category: 'plates' } });
const created = change({ before: undefined, renamed: true, reworded: true });
const renamed = change({ renamed: true, reworded: true });
const archived = change({ after: undefined });

const categories = { kind: 'categories' } as const;

const shows = (...ids: number[]): Coverage => ({ ids: ids.map(idOf) });
const upTo = (id: number, price: number): Coverage => ({ ids: [idOf(id)], last: { id: idOf(id), price } });

test.each([
  ['its own page', restocked, product(5), shows(5), true],
  ['the page of another product', repriced, product(6), shows(6), false],
  ['a list that shows it', restocked, list(), shows(4, 5), true],
  ['a list that does not show it, for its stock', restocked, list(), shows(4), false],
  ['a list of another category', repriced, list({ category: 'plates', sort: 'price_asc' }), shows(9), false],
  ['the category that it came to', moved, list({ category: 'Plates' }), shows(9), true],
  ['the category that it left', moved, list({ category: 'mugs' }), shows(5), true],
  ['a list by price into which it came', repriced, list({ sort: 'price_asc' }), upTo(9, 800), true],
  ['a list by price that ends before it', repriced, list({ sort: 'price_asc' }), upTo(9, 600), false],
  ['dearest first, that ends before it', repriced, list({ sort: 'price_desc' }), upTo(9, 800), false],
  ['dearest first, into which it came', repriced, list({ sort: 'price_desc' }), upTo(9, 600), true],
  ['newest first, for its price', repriced, list(), shows(4), false],
  ['newest first, when it is new', created, list(), upTo(3, 1), true],
  ['newest first, whose end is newer', created, list(), upTo(7, 1), false],
  ['a list by name, when it is renamed', renamed, list({ sort: 'name' }), upTo(9, 1), true],
  ['a list by name, for its price', repriced, list({ sort: 'name' }), upTo(9, 1), false],
  ['a search, when its words change', renamed, list({ q: 'blue' }), shows(), true],
  ['a search, when its price changes', repriced, list({ q: 'blue' }), shows(), true],
  ['a search, when it is moved', moved, list({ q: 'plates' }), shows(), true],
  ['a search that does not show it, when it is moved', moved, list({ q: 'mugs' }), shows(9), true],
  [
    'a search by price, when its price changes',
    repriced,
    list({ q: 'blue', sort: 'price_asc' }),
    shows(9),
    true,
  ],
  [
    'a search of another category, when its price changes',
    repriced,
    list({ q: 'b', category: 'x' }),
    shows(9),
    false,
  ],
  ['a search that does not show it, for its stock', restocked, list({ q: 'blue' }), shows(), false],
  ['a list up to a price into which it came', repriced, list({ maxPrice: 800 }), upTo(9, 600), true],
  ['a list of one SKU, when it may have it now', renamed, list({ sku: 'A' }), shows(), true],
  ['the list of categories, when it is new', created, categories, shows(), true],
  ['the list of categories, when it is gone', archived, categories, shows(), true],
  ['the list of categories, when it is moved', moved, categories, shows(), true],
  ['the list of categories, for its price', repriced, categories, shows(), false],
  ['a list that shows it, when it is gone', archived, list(), shows(5), true],
  ['a list that does not show it, when it is gone', archived, list(), shows(4), false],
  ['a list in its category that is being loaded', restocked, list({ category: 'mugs' }), undefined, true],
  ['a list of another category that is being loaded', restocked, list({ category: 'x' }), undefined, false],
])('a change affects %s: %s', (_, what, query, shown, expected) => {
  expect(affects(what, query, shown)).toBe(expected);
});

describe('a snapshot', () => {
  const snapshot = parseSnapshot('100:110:103,107');
  test.each([
    [99n, true],
    [100n, true],
    [103n, false],
    [104n, true],
    [107n, false],
    [109n, true],
    [110n, false],
    [500n, false],
  ])('100:110:103,107 sees transaction %s: %s', (xid, expected) => {
    expect(sees(snapshot, xid)).toBe(expected);
  });

  test('that is none is refused', () => {
    expect(() => parseSnapshot('hello')).toThrow(SyntaxError);
  });
});

test('a key tells its query', () => {
  for (const query of [
    product(1),
    list(),
    list({ category: 'mugs', q: 'red mug', cursor: 'abc', limit: 5 }),
    list({ ids: [idOf(1), idOf(2)], sku: 'A', inStock: false, minPrice: 0, maxPrice: 5 }),
    categories,
  ]) {
    expect(queryOf(keyOf(query))).toEqual(JSON.parse(JSON.stringify(query)));
  }
});

test('the same filters are one key, however they were written', () => {
  const ids = [idOf(11), '0000000A-0000-7000-8000-00000000000A'];
  const again = [ids[1]!.toLowerCase(), ids[0]!, ids[0]!];
  expect(keyOf(list({ ids, sku: ' A\u00a0b ' }))).toBe(keyOf(list({ ids: again, sku: 'A b' })));
  const narrowed = [
    list({ inStock: true }),
    list({ inStock: false }),
    list({ minPrice: 0 }),
    list({ sku: '0' }),
  ];
  expect(new Set([list(), ...narrowed].map(keyOf)).size).toBe(5);
});

test('only first pages without a search or a filter go to Redis', () => {
  const mine = [
    list({ q: 'a' }),
    list({ cursor: 'b' }),
    list({ inStock: true }),
    list({ sku: 'a' }),
    categories,
  ];
  expect([product(1), list(), ...mine].map(isShared)).toEqual([false, true, ...mine.map(() => false)]);
});
