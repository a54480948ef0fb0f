import { describe, expect, test } from 'vitest';
import { price } from '../../src/pricing/price.ts';
import type { Charge, Discount, Line } from '../../src/pricing/pricing.ts';
import { PricingError } from '../../src/pricing/pricing.ts';

const line = (unitPrice: number, quantity: number, taxRate: number | null = null): Line => ({
  unitPrice,
  quantity,
  taxRate,
});
const shipping = (amount: number, taxRate: number | null = null): Charge => ({
  type: 'SHIPPING',
  label: 'Parcel',
  amount,
  taxRate,
});
const percent = (value: number, more: Partial<Discount> = {}): Discount => ({
  source: 'COUPON',
  code: 'LESS',
  label: 'Less',
  kind: 'percent',
  value,
  on: 'items',
  ...more,
});
const off = (value: number, more: Partial<Discount> = {}): Discount =>
  percent(value, { kind: 'amount', ...more });
const priced = (
  lines: Line[],
  { net = false, charges = [] as Charge[], discounts = [] as Discount[] } = {},
) => price(lines, { pricesIncludeTax: !net, charges, discounts });

describe('published cases, to the cent', () => {
  test('tax of a line is rounded after the quantity: 1.08 x 3 at 19 % is 3.86 (commercetools, line item level)', () => {
    expect(priced([line(108, 3, 190_000)], { net: true })).toMatchObject({
      itemsTotal: 324,
      taxTotal: 62,
      total: 386,
    });
  });

  test('2.6 % of 164.02 is 4.26 and not 4.27 (vendure 2662)', () => {
    expect(priced([line(16_402, 1, 26_000)], { net: true }).taxTotal).toBe(426);
    // The same goods as several lines owe the same: the tax is that of the group.
    const split = priced([line(8_201, 1, 26_000), line(4_101, 1, 26_000), line(4_100, 1, 26_000)], {
      net: true,
    });
    expect(split.taxes).toEqual([{ rate: 26_000, base: 16_402, amount: 426 }]);
    expect(split.items.map(({ tax }) => tax)).toEqual([213, 107, 106]);
  });

  test('10 x 23.90 less 25 % is 179.25 (woocommerce 64668)', () => {
    expect(priced([line(2_390, 10)], { discounts: [percent(250_000)] })).toMatchObject({
      discountTotal: 5_975,
      total: 17_925,
    });
  });

  test('tax out of a price that includes it: 119.00 at 19 % holds 19.00, and base and tax are the price', () => {
    const { taxes, total } = priced([line(11_900, 1, 190_000)]);
    expect(taxes).toEqual([{ rate: 190_000, base: 10_000, amount: 1_900 }]);
    expect(total).toBe(11_900);
  });
});

describe('rules', () => {
  test('half a minor unit is rounded up, less than half down', () => {
    const taxOf = (amount: number, rate: number) => priced([line(amount, 1, rate)], { net: true }).taxTotal;
    expect([taxOf(50, 10_000), taxOf(49, 10_000), taxOf(51, 10_000)]).toEqual([1, 0, 1]);
  });

  test('a discount is shared by the largest remainder, and of two that are the same the upper line has more', () => {
    const { items } = priced([line(100, 1), line(100, 1), line(100, 1)], { discounts: [off(200)] });
    expect(items.map(({ discount }) => discount)).toEqual([67, 67, 66]);
    const uneven = priced([line(10, 1), line(30, 1), line(30, 1)], { discounts: [off(5)] });
    // 0.71, 2.14, 2.14
    expect(uneven.items.map(({ discount }) => discount)).toEqual([1, 2, 2]);
  });

  test('discounts come off one after another, of what is left, and never more than that', () => {
    const { items, discounts, total } = priced([line(1_000, 1), line(500, 2)], {
      discounts: [off(400, { positions: [0] }), percent(500_000), off(5_000)],
    });
    expect(discounts.map(({ amount }) => amount)).toEqual([400, 800, 800]);
    expect(items.map(({ discount }) => discount)).toEqual([1_000, 1_000]);
    expect(total).toBe(0);
  });

  test('what shipping costs has its own discount and its own tax', () => {
    const pricing = priced([line(1_000, 1, 190_000)], {
      net: true,
      charges: [shipping(500, 70_000), { ...shipping(100, null), type: 'FEE', label: 'Gift wrap' }],
      discounts: [percent(1_000_000, { on: 'shipping', label: 'Free shipping' })],
    });
    expect(pricing).toEqual({
      items: [{ amount: 1_000, discount: 0, tax: 190, taxRate: 190_000 }],
      charges: [
        { type: 'SHIPPING', label: 'Parcel', amount: 500, discount: 500, tax: 0, taxRate: 70_000 },
        { type: 'FEE', label: 'Gift wrap', amount: 100, discount: 0, tax: 0, taxRate: null },
      ],
      discounts: [{ source: 'COUPON', code: 'LESS', label: 'Free shipping', amount: 500 }],
      taxes: [
        { rate: 190_000, base: 1_000, amount: 190 },
        { rate: 70_000, base: 0, amount: 0 },
      ],
      itemsTotal: 1_000,
      discountTotal: 500,
      chargesTotal: 600,
      taxTotal: 190,
      pricesIncludeTax: false,
      total: 1_290,
    });
  });

  test('what is zero-rated is in a group of its own; what has no rate is in none', () => {
    const { taxes, total } = priced([line(1_000, 1, 0), line(500, 1, null)]);
    expect(taxes).toEqual([{ rate: 0, base: 1_000, amount: 0 }]);
    expect(total).toBe(1_500);
  });

  test('without charges, discounts and rates an order costs the sum of its lines', () => {
    expect(priced([line(1_299, 2), line(100_000_000, 1_000_000)])).toMatchObject({
      itemsTotal: 100_000_000_002_598,
      discountTotal: 0,
      chargesTotal: 0,
      taxTotal: 0,
      taxes: [],
      total: 100_000_000_002_598,
    });
    expect(priced([]).total).toBe(0);
  });

  test('amounts beyond the safe integers are refused, also where tax or a charge takes them there', () => {
    const most = line(100_000_000, 1_000_000);
    expect(() => priced(Array.from({ length: 91 }, () => most))).toThrow(PricingError);
    const nearly = Array.from({ length: 90 }, () => ({ ...most, taxRate: 190_000 }));
    expect(priced(nearly).total).toBe(9_000_000_000_000_000);
    expect(() => priced(nearly, { net: true })).toThrow(PricingError);
  });
});
