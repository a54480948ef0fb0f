import { describe, expect, test } from 'vitest';
import {
  type Footprint,
  type Line,
  mayWant,
  putBack,
  takeCompatible,
  takeFront,
  type Waiting,
} from '../../src/batching/waiting-line.ts';

type Piece = Waiting<string, never>;

const nothing = () => {};
let serial = 0;
const piece = (item: string, footprint: Footprint | undefined): Piece => ({
  ...{
    item,
    footprint,
    serial: serial++,
    inspected: footprint !== undefined,
    deferrals: 0,
    begunAt: undefined,
    cameAt: 0,
  },
  ...{ resolve: nothing, reject: nothing, stay: nothing },
});
/** Pieces that touch what they are called after: "a+b". */
const lineOf = (items: string[], weightOf = (_: string) => 1): Line<string, never> =>
  new Set(items.map((item) => piece(item, { touches: item.split('+'), weight: weightOf(item) })));
const itemsOf = (pieces: Iterable<Piece>) => [...pieces].map(({ item }) => item);

const limits = { maxItems: 10, maxWeight: 100 };
const besides = (...busy: string[]) => ({ busy: new Set(busy), held: new Set<string>() });

describe.each([
  ['beside other batches', (line: Line<string, never>) => takeCompatible(line, besides(), limits)],
  ['alone', (line: Line<string, never>) => takeFront(line, limits)],
])('a batch that goes %s', (_, take) => {
  test('holds no more weight than it may', () => {
    const line = lineOf(['a', 'b', 'c', 'd'], () => 40);
    expect(itemsOf(take(line))).toEqual(['a', 'b']);
    expect(itemsOf(take(line))).toEqual(['c', 'd']);
  });

  test('may weigh exactly as much as it may', () => {
    expect(itemsOf(take(lineOf(['a', 'b', 'c'], () => 50)))).toEqual(['a', 'b']);
  });

  test('holds one piece that is heavier than all that it may hold, and nothing else', () => {
    const line = lineOf(['heavy', 'a'], (item) => (item === 'heavy' ? 101 : 1));
    expect(itemsOf(take(line))).toEqual(['heavy']);
    expect(itemsOf(take(line))).toEqual(['a']);
  });

  test('holds no more pieces than it may', () => {
    const names = Array.from({ length: 11 }, (__, n) => `p${n}`);
    const line = lineOf(names);
    expect(itemsOf(take(line))).toEqual(names.slice(0, 10));
    expect(itemsOf(line)).toEqual(['p10']);
  });
});

describe('who goes beside other batches', () => {
  test('is found behind thousands who wait for something busy: a full line hides nobody', () => {
    const line = lineOf([...Array.from({ length: 5_000 }, (_, n) => `busy+user${n}`), 'free']);
    expect(itemsOf(takeCompatible(line, besides('busy'), limits))).toEqual(['free']);
  });

  test('is not searched for without end: what is gone through for one batch is bounded', () => {
    const names = Array.from({ length: 2_000 }, (_, n) => `p${n}`);
    let read = 0;
    const counted: Footprint = {
      weight: 2_000,
      get touches() {
        read++;
        return ['busy', ...names];
      },
    };
    const line: Line<string, never> = new Set(
      Array.from({ length: 1_000 }, (_, n) => piece(`heavy ${n}`, counted)),
    );
    expect(takeCompatible(line, besides('busy'), limits)).toEqual([]);
    // Each is read a few times, and some twenty of a thousand are looked at.
    expect(read).toBeLessThan(200);
  });

  test('does not overtake one that nobody knows yet', () => {
    const line = lineOf(['busy', 'free']);
    const unknown = piece('unknown', undefined);
    line.add(unknown);
    line.add(piece('late', { touches: ['late'], weight: 1 }));
    expect(itemsOf(takeCompatible(line, besides('busy'), limits))).toEqual(['free']);
    expect(itemsOf(line)).toEqual(['busy', 'unknown', 'late']);
  });
});

test('who waits for what others hold lets those behind them pass for all else', () => {
  const line = lineOf(['held+a', 'a', 'held', 'busy+b', 'b']);
  const taken = { busy: new Set(['busy']), held: new Set(['held']) };
  expect(itemsOf(takeCompatible(line, taken, limits))).toEqual(['a']);
  expect(itemsOf(line)).toEqual(['held+a', 'held', 'busy+b', 'b']);
});

test('who is put back stands where they were', () => {
  const line = lineOf(['a', 'b', 'c', 'd']);
  const taken = takeCompatible(line, besides('b'), { ...limits, maxItems: 2 });
  expect(itemsOf(taken)).toEqual(['a', 'c']);
  line.add(piece('e', undefined));
  putBack(line, taken.toReversed());
  expect(itemsOf(line)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('somebody may want a name where one touches it or is unknown', () => {
  const line = lineOf(['a', 'b+c']);
  expect(mayWant(line, new Set(['c']))).toBe(true);
  expect(mayWant(line, new Set(['d']))).toBe(false);
  line.add(piece('unknown', undefined));
  expect(mayWant(line, new Set(['d']))).toBe(true);
  expect(mayWant(lineOf([]), new Set(['d']))).toBe(false);
});
