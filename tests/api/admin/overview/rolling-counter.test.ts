import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CountEvents,
  createRollingCounter,
} from '../../../../src/api/admin/overview/rolling-counter.ts';

const START = Date.UTC(2026, 10, 22, 12);

/** Events at seconds after the start, as a database would count them; remembers how many rows it looked at. */
function eventsAt(seconds: number[]): { count: CountEvents; looked: number[] } {
  const looked: number[] = [];
  return {
    looked,
    async count(from, to, limit) {
      const found = seconds
        .map((second) => START / 1_000 + second)
        .filter((second) => second >= from && second < to)
        .sort((a, b) => b - a)
        .slice(0, limit);
      looked.push(found.length);
      return {
        rows: found.length,
        bySecond: new Map([...Map.groupBy(found, (s) => s)].map(([second, all]) => [second, all.length])),
      };
    },
  };
}

test('counts the last minute and hour as a full count would, however often somebody looks', async () => {
  const seconds = fc.array(fc.integer({ min: -4_000, max: 600 }), { maxLength: 300 });
  const looks = fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(seconds, looks, async (all, at) => {
      const counter = createRollingCounter(eventsAt(all).count);
      for (const now of at.sort((a, b) => a - b)) {
        // What lies ahead has not happened: rows never come from the future.
        const past = createRollingCounter(eventsAt(all.filter((second) => second <= now)).count);
        const rates = await counter(START + now * 1_000);
        const fresh = await past(START + now * 1_000);
        const between = (from: number) => all.filter((second) => second > now - from && second <= now).length;
        expect([fresh.minute, fresh.hour]).toEqual([between(60), between(3_600)]);
        expect([rates.minute, rates.hour, rates.whole]).toEqual([between(60), between(3_600), true]);
        expect(rates.now).toBe(all.filter((second) => second >= now - 5 && second < now).length / 5);
      }
    }),
  );
});

test('a busy hour is counted in slices, the newest first, and says so until it is whole', async () => {
  const { count, looked } = eventsAt(Array.from({ length: 3_600 }, (_, n) => -n));
  const counter = createRollingCounter(count, 1_000);
  const first = await counter(START);
  expect([first.hour, first.minute, first.whole]).toEqual([999, 60, false]);
  expect(first.minutes.slice(0, 40)).toEqual(Array(40).fill(undefined));
  for (let look = 1; look <= 3; look++) await counter(START + look);
  const last = await counter(START + 4);
  expect([last.hour, last.whole]).toEqual([3_600, true]);
  expect(Math.max(...looked)).toBe(1_000);
});

test('rows that commit late are counted after all', async () => {
  const seconds = [-1, -1];
  const counter = createRollingCounter((...span) => eventsAt(seconds).count(...span));
  expect((await counter(START)).minute).toBe(2);
  seconds.push(-2, 0);
  expect((await counter(START + 1_000)).minute).toBe(4);
});

test('looking away for long, and a clock that jumps back, start over', async () => {
  const seconds = [-30];
  const counter = createRollingCounter((...span) => eventsAt(seconds).count(...span));
  expect((await counter(START)).hour).toBe(1);
  seconds.push(500);
  expect((await counter(START + 1_000_000)).hour).toBe(2);
  expect((await counter(START)).hour).toBe(1);
});

test('a count that failed is made up for', async () => {
  const events = eventsAt([-3, -2, -1, 2]);
  let broken = true;
  const counter = createRollingCounter(async (...span) => {
    if (broken) throw new Error('gone');
    return events.count(...span);
  });
  await expect(counter(START)).rejects.toThrow('gone');
  broken = false;
  expect((await counter(START + 3_000)).hour).toBe(4);
});
