import { expect, it } from 'vitest';
import { isUnknownForTooLong, unknownPause } from '../../src/workers/unknown-jobs.ts';

it('a job that nobody knows comes back after a second, and then twice as late, up to five minutes', () => {
  const longest = Array.from({ length: 11 }, (_, n) => unknownPause(n + 1, 1) / 1_000);
  expect(longest).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  expect(unknownPause(1, 0)).toBe(500);
  expect(unknownPause(5_000, 0)).toBe(150_000);
});

it('waits for a week where it is owed, and for an hour where the next one comes anyway', () => {
  const hourMs = 3_600_000;
  expect(isUnknownForTooLong(7 * 24 * hourMs)).toBe(false);
  expect(isUnknownForTooLong(7 * 24 * hourMs + 1)).toBe(true);
  expect(isUnknownForTooLong(hourMs, false)).toBe(false);
  expect(isUnknownForTooLong(hourMs + 1, false)).toBe(true);
});
