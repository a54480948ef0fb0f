import { expect, test } from 'vitest';
import { costOfUnits, shareOfUnits } from '../../src/pricing/share-of-units.ts';

test('10 x 23.90 less 25 % comes back one by one as 179.25, and not as 179.26 (woocommerce 64668)', () => {
  const line = { unitPrice: 2_390, quantity: 10, discount: 5_975, tax: 0 };
  const amounts = Array.from({ length: 10 }, (_, before) => costOfUnits(line, before, 1, true).amount);
  expect(amounts).toEqual([1_792, 1_793, 1_792, 1_793, 1_792, 1_793, 1_792, 1_793, 1_792, 1_793]);
  expect(amounts.reduce((sum, amount) => sum + amount)).toBe(17_925);
});

test('tax on top is given back, tax in the price is in it already', () => {
  const line = { unitPrice: 108, quantity: 3, discount: 0, tax: 62 };
  expect(costOfUnits(line, 0, 1, false)).toEqual({ price: 108, discount: 0, tax: 21, amount: 129 });
  expect(costOfUnits(line, 0, 3, false).amount).toBe(386);
  expect(costOfUnits(line, 0, 1, true).amount).toBe(108);
});

test('a share depends on the units that left before it alone', () => {
  const one = (before: number) => shareOfUnits(100, { of: 3, before, units: 1 });
  expect([one(0), one(1), one(2)]).toEqual([33, 34, 33]);
  expect(shareOfUnits(100, { of: 3, before: 1, units: 2 })).toBe(67);
});
