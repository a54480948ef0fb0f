import { expect, test } from 'vitest';
import { compare } from '../../bench/against/verdict.ts';

const before = [1_000, 900, 800, 1_100, 1_000, 950, 1_050, 990, 1_010, 1_000];
const times = (...factors: number[]) => before.map((rate, n) => rate * factors[n % factors.length]!);

test('what is slower in every pair is slower, however the machine itself wavers', () => {
  expect(compare(before, times(0.95, 0.94, 0.96)).verdict).toBe('slower');
});

test('what is within three per cent in nearly every pair is the same, one bad round or not', () => {
  expect(compare(before, times(1.01, 0.99)).verdict).toBe('the same');
  const oneBad = times(1);
  oneBad[3]! *= 0.5;
  expect(compare(before, oneBad).verdict).toBe('the same');
});

test('what is faster in every pair is faster', () => {
  expect(compare(before, times(1.05, 1.1)).verdict).toBe('faster');
});

test('pairs that contradict each other tell nothing', () => {
  expect(compare(before, times(0.9, 1.1)).verdict).toMatch(/^not told apart/);
});

test('one pair at each end of ten may be left out, two may not', () => {
  const slowerIn = (pairs: number) => times(1).map((rate, n) => (n < pairs ? rate * 0.9 : rate));
  expect(compare(before, slowerIn(9)).verdict).toBe('slower');
  expect(compare(before, slowerIn(8)).verdict).toMatch(/^not told apart/);
});
