import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { textOf } from '../../src/catalog/cache/answer.ts';
import type { CatalogQuery } from '../../src/catalog/cache/catalog-query.ts';
import { LIFE_MS } from '../../src/catalog/cache/loads.ts';
import type { LookupResult } from '../../src/catalog/cache/lookup.ts';
import { createProductCache, type ProductCache, STALE_MS } from '../../src/catalog/cache/product-cache.ts';
import { parseSnapshot } from '../../src/catalog/cache/snapshot.ts';
import { gate } from '../setup/wait.ts';
import { createPaperDatabase, idOf, list, type PaperDatabase, product } from './paper-database.ts';

let paper: PaperDatabase;
let cache: ProductCache;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  paper = createPaperDatabase();
  cache = createProductCache(paper);
});
afterEach(() => void vi.useRealTimers());

const priceIn = (result: LookupResult | undefined, id: string): number => {
  const content = JSON.parse(textOf(result!.answer));
  return (content.items ?? [content]).find((p: { id: string }) => p.id === id)?.price;
};
const price = async (n: number) => priceIn(await cache.read(product(n)), idOf(n));
/** Asked twice, because what is asked once is not kept. */
const keep = async (...queries: CatalogQuery[]) => {
  for (const query of [...queries, ...queries]) await cache.read(query);
};
const from = async (query: CatalogQuery) => (await cache.read(query))?.from;

test('words are forgotten by what rewords products, and while nobody tells of changes they are not remembered', () => {
  const restocked = paper.reprice(idOf(1), 5);
  cache.apply(restocked);
  expect(paper.forgotten).toEqual([]);
  cache.hears(undefined);
  cache.hears(parseSnapshot('1:1:'));
  cache.apply({ ...restocked, reworded: true });
  cache.apply({ ...restocked, before: undefined });
  cache.apply({ ...restocked, after: undefined });
  expect(paper.forgotten).toEqual([false, true, true, true, true]);
});

describe('a result', () => {
  test('is kept from the second time on, and then comes from memory', async () => {
    expect([await from(product(1)), await from(product(1)), await from(product(1))]).toEqual([
      'database',
      'database',
      'memory',
    ]);
  });

  test('of what is not there is not kept', async () => {
    for (let n = 0; n < 3; n++) expect(await cache.read(product(99))).toBeUndefined();
    expect(paper.loads).toBe(3);
  });

  test('keeps different queries apart, and takes different ways of writing one as one', async () => {
    await keep(list({ category: 'odd' }));
    expect(await from(list({ category: 'even' }))).toBe('database');
    expect(await from(list({ category: 'ODD' }))).toBe('memory');
    await keep(list({ q: 'red mug' }));
    expect(await from(list({ q: '  red   mug ' }))).toBe('memory');
  });

  test('under an address is hit by that address alone', async () => {
    await keep(list());
    await cache.read(list(), '/products?limit=20');
    expect(cache.hit('/products?limit=20')).toBeDefined();
    expect(cache.hit('/products')).toBeUndefined();
  });

  test('by 1,000 at once is one load', async () => {
    const { promise, resolve } = gate();
    paper.beforeAnswer = () => promise;
    const readings = Array.from({ length: 1_000 }, () => cache.read(list()));
    resolve();
    for (const result of await Promise.all(readings)) expect(result?.from).toBe('database');
    expect(paper.loads).toBe(1);
  });
});

describe('an answer', () => {
  test('lives for one second from before its load, and no longer', async () => {
    await keep(product(1));
    vi.advanceTimersByTime(LIFE_MS - 1);
    expect(await from(product(1))).toBe('memory');
    await keep(product(2));
    vi.advanceTimersByTime(LIFE_MS);
    expect(await from(product(2))).toBe('database');
  });

  test('that is asked for is loaded anew before it is over, while the old one is served', async () => {
    await keep(product(1));
    paper.loads = 0;
    vi.advanceTimersByTime(850);
    const { promise, resolve } = gate();
    paper.beforeAnswer = () => promise;
    expect([await from(product(1)), await from(product(1))]).toEqual(['memory', 'memory']);
    resolve();
    await vi.waitFor(() => expect(paper.loads).toBe(1));
    await promise;
    await new Promise(setImmediate);
    vi.advanceTimersByTime(850);
    expect(await from(product(1))).toBe('memory');
  });

  test('that is loaded anew and is the same keeps what was made of it', async () => {
    await keep(product(1));
    const { answer } = (await cache.read(product(1)))!;
    vi.advanceTimersByTime(LIFE_MS);
    expect((await cache.read(product(1)))?.answer).toBe(answer);
    cache.apply(paper.reprice(idOf(1), 77));
    expect((await cache.read(product(1)))?.answer).not.toBe(answer);
  });

  test('is not loaded anew by all processes in the same instant: when is left to chance', async () => {
    const loadedAfter = async (random: number) => {
      vi.spyOn(Math, 'random').mockReturnValue(random);
      const own = createProductCache(paper);
      for (let n = 0; n < 2; n++) await own.read(product(1), '/1');
      paper.loads = 0;
      vi.advanceTimersByTime(700);
      own.hit('/1');
      await new Promise(setImmediate);
      return paper.loads;
    };
    expect([await loadedAfter(0), await loadedAfter(1)]).toEqual([1, 0]);
    vi.restoreAllMocks();
  });
});

describe('a change', () => {
  test('drops what it makes wrong, and nothing else', async () => {
    const asked = [product(1), product(3), list(), list({ category: 'odd' }), list({ category: 'even' })];
    await keep(...asked);
    cache.apply(paper.reprice(idOf(1), 77));
    expect(await Promise.all(asked.map(from))).toEqual([
      'database',
      'memory',
      'database',
      'database',
      'memory',
    ]);
    expect(await price(1)).toBe(77);
  });

  test('that an answer has seen already does not drop it', async () => {
    await keep(product(1));
    const change = paper.reprice(idOf(1), 77);
    cache.apply(change);
    await keep(product(1));
    cache.apply(change);
    expect(await from(product(1))).toBe('memory');
  });

  test('is not undone by a reader that read before it and answers after it', async () => {
    await cache.read(product(1));
    const [result, proceed] = [gate(), gate()];
    paper.beforeAnswer = async () => {
      result.resolve();
      await proceed.promise;
    };
    const slow = cache.read(product(1));
    await result.promise;
    paper.beforeAnswer = () => {};
    cache.apply(paper.reprice(idOf(1), 77));
    // Not even who asks while the old one is under way waits for it.
    expect(await price(1)).toBe(77);
    proceed.resolve();
    expect(priceIn(await slow, idOf(1))).toBe(1);
    expect(await price(1)).toBe(77);
  });

  test('is not undone by a slow load of a list, when a later one has come and nothing was wrong with either', async () => {
    const page = list({ limit: 2 });
    await cache.read(page);
    const [result, proceed] = [gate(), gate()];
    paper.beforeAnswer = async () => {
      result.resolve();
      await proceed.promise;
    };
    const slow = cache.read(page);
    await result.promise;
    paper.beforeAnswer = () => {};
    vi.advanceTimersByTime(10);
    // A product that the page may show, and does not: who asks from now on has a load of their own.
    cache.apply(paper.reprice(idOf(5), 77));
    // As a sale is: it changes what is shown and tells nobody.
    paper.reprice(idOf(1), 50);
    expect(priceIn(await cache.read(page), idOf(1))).toBe(50);
    proceed.resolve();
    expect(priceIn(await slow, idOf(1))).toBe(1);
    const kept = await cache.read(page);
    expect([kept?.from, priceIn(kept, idOf(1))]).toEqual(['memory', 50]);
  });

  test('is held against what it may make wrong, whatever else is in memory', async () => {
    const amount = 200;
    paper = createPaperDatabase(amount);
    cache = createProductCache(paper);
    for (let n = 1; n <= amount; n++) await keep(product(n));
    for (let n = 1; n <= 100; n++) await keep(list({ category: `other ${n}`, sort: 'price_asc' }));
    await keep(list(), list({ category: 'odd' }), list({ category: 'even' }), list({ q: 'mug' }));
    await keep(list({ sort: 'price_asc' }), list({ sort: 'name', category: 'even' }));
    cache.apply(paper.reprice(idOf(1), 77));
    // Its own page, three lists that show it, and two that a new price may bring it into.
    expect(cache.examined).toBeLessThanOrEqual(6);
    expect(cache.examined).toBeGreaterThanOrEqual(4);
    expect([await from(product(1)), await from(product(2))]).toEqual(['database', 'memory']);
  });

  test('in a shop without Redis has the lists that are used most loaded again at once', async () => {
    await keep(list(), list({ category: 'odd' }));
    for (let n = 0; n < 5; n++) await cache.read(list());
    cache.apply(paper.reprice(idOf(1), 77));
    await new Promise(setImmediate);
    expect(await from(list())).toBe('memory');
  });
});

describe('changes that are not heard of', () => {
  test('for a while make the cache start anew when they are again', async () => {
    await keep(product(1));
    cache.hears(undefined);
    paper.reprice(idOf(1), 77);
    cache.hears(await paper.snapshot());
    expect(await price(1)).toBe(77);
  });

  test('make nothing of a load that began before, and ends after', async () => {
    await cache.read(product(1));
    const [result, proceed] = [gate(), gate()];
    paper.beforeAnswer = async () => {
      result.resolve();
      await proceed.promise;
    };
    const slow = cache.read(product(1));
    await result.promise;
    paper.beforeAnswer = () => {};
    paper.reprice(idOf(1), 77);
    cache.hears(await paper.snapshot());
    proceed.resolve();
    await slow;
    expect(await price(1)).toBe(77);
  });
});

describe('a database that fails', () => {
  const fail = () => {
    paper.beforeAnswer = () => Promise.reject(new Error('database gone'));
  };

  test('has readers served what there was, for half a minute and marked as late', async () => {
    await keep(product(1));
    fail();
    vi.advanceTimersByTime(LIFE_MS + 4_000);
    expect(await cache.read(product(1))).toMatchObject({ from: 'stale', lateMs: 4_000 });
    vi.advanceTimersByTime(STALE_MS);
    await expect(cache.read(product(1))).rejects.toThrow('database gone');
  });

  test('is not asked again by every reader', async () => {
    await keep(product(1));
    fail();
    vi.advanceTimersByTime(LIFE_MS);
    paper.loads = 0;
    for (let n = 0; n < 100; n++) await cache.read(product(1));
    expect(paper.loads).toBe(1);
  });

  test('shows nothing from before a change', async () => {
    await keep(product(1));
    cache.apply(paper.reprice(idOf(1), 77));
    fail();
    await expect(cache.read(product(1))).rejects.toThrow('database gone');
  });

  test('or only hangs: whoever waited a second is served what there was', async () => {
    await keep(product(1));
    vi.advanceTimersByTime(LIFE_MS);
    const { promise, resolve } = gate();
    paper.beforeAnswer = () => promise;
    const result = cache.read(product(1));
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await result)?.from).toBe('stale');
    resolve();
  });
});

describe('the memory', () => {
  test('is bounded by bytes, and what is used outlives what was asked for twice by a crawler', async () => {
    paper = createPaperDatabase(200);
    cache = createProductCache(paper, undefined, 50_000);
    await keep(product(1));
    for (let n = 2; n <= 200; n++) {
      await keep(product(n));
      expect(await from(product(1))).toBe('memory');
      expect(cache.bytes).toBeLessThanOrEqual(50_000);
    }
    expect(await from(product(2))).toBe('database');
  });

  test('takes nothing of a client that invents queries', async () => {
    for (let n = 0; n < 1_000; n++) await cache.read(list({ q: `invented ${n}` }));
    expect(cache.bytes).toBe(0);
  });
});
