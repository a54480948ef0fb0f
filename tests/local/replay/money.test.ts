import { describe, expect, test } from 'vitest';
import { formatPence, parsePounds } from '../../../src/local/replay/money.ts';

describe('pounds of the file', () => {
  test.each([
    ['2.55', 1, 255],
    ['2.5', 1, 250],
    ['12', 1, 1_200],
    ['0.07', 1, 7],
    // 1.1 * 100 is 110.00000000000001, 4.35 * 100 is 434.99999999999994
    ['1.1', 1, 110],
    ['4.35', 1, 435],
    ['1.500', 1, 150],
    ['0.0', 0, 0],
    ['-11062.06', -1, -1_106_206],
    ['0.001', 1, undefined],
    ['1.005', 1, undefined],
  ])('%s', (text, sign, pence) => {
    expect(parsePounds(text)).toEqual({ sign, pence });
  });

  test.each(['', 'abc', '1,5', '1.', '.5', '1e3', '£2', 'NaN', '1 2'])('%j is no number', (text) => {
    expect(parsePounds(text)).toBeUndefined();
  });
});

test.each([
  [0n, '0.00'],
  [7n, '0.07'],
  [-7n, '-0.07'],
  [1_066_668_454n, '10,666,684.54'],
  [-123_456n, '-1,234.56'],
])('%d pence are written as %s', (pence, text) => {
  expect(formatPence(pence)).toBe(text);
});
