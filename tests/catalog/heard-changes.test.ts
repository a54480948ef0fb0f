import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHeardChanges, REMEMBER_MS } from '../../src/catalog/cache/heard-changes.ts';
import { parseSnapshot } from '../../src/catalog/cache/snapshot.ts';
import { idOf, list, product } from './paper-database.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const place = { category: 'mugs', price: 1 };
const restock = (xid: bigint, n: number) => ({
  xid,
  id: idOf(n),
  before: place,
  after: place,
  renamed: false,
  reworded: false,
});
const isCurrent = (heard: ReturnType<typeof createHeardChanges>, snapshot: string, n: number) =>
  heard.isCurrent({ snapshot: parseSnapshot(snapshot) }, product(n), { ids: [idOf(n)] });

test('an answer from before a change is old, one from after it and one of another product are not', () => {
  const heard = createHeardChanges();
  heard.add(restock(100n, 1));
  expect([
    isCurrent(heard, '100:100:', 1),
    isCurrent(heard, '101:101:', 1),
    isCurrent(heard, '100:100:', 2),
  ]).toEqual([false, true, true]);
});

test('more changes than are remembered make everything old that began before one of the forgotten', () => {
  const heard = createHeardChanges();
  heard.add(restock(100n, 1));
  // An import: so many that the first is no longer remembered.
  for (let n = 0n; n < 1_000n; n++) heard.add(restock(101n + n, 2));
  expect(isCurrent(heard, '100:100:', 1)).toBe(false);
  expect(isCurrent(heard, '99:99:', 3)).toBe(false);
  expect(isCurrent(heard, '101:101:', 1)).toBe(true);
  // By then no load that could have begun before is still kept.
  vi.advanceTimersByTime(REMEMBER_MS);
  expect(isCurrent(heard, '100:100:', 1)).toBe(true);
});

test('a search with words from before a change that rewords products is old, whatever else it saw', () => {
  const heard = createHeardChanges();
  const words = new Set([parseSnapshot('90:90:'), parseSnapshot('100:100:')]);
  const isCurrentWith = (xmin: string) =>
    heard.isCurrent({ snapshot: parseSnapshot(xmin), words }, list({ q: 'mug' }), { ids: [idOf(1)] });
  heard.add(restock(100n, 1));
  expect(isCurrentWith('101:101:')).toBe(true);
  heard.add({ ...restock(95n, 1), reworded: true });
  expect(isCurrentWith('101:101:')).toBe(false);
});
