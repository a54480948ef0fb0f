import { describe, expect, test } from 'vitest';
import { automaticDiscounts, type DiscountableLine } from '../../src/rates/automatic-discounts.ts';
import { quote } from '../../src/rates/quote.ts';
import { QuoteError } from '../../src/rates/quote-error.ts';
import type { CouponRow } from '../../src/rates/sql/find-coupons.ts';
import type { LiveDiscountRow } from '../../src/rates/sql/read-live-discounts.ts';

const lineOf = (product_id: string, price: number, quantity = 1): DiscountableLine => ({
  product_id,
  price,
  currency: 'EUR',
  quantity,
});
const discount = (more: Partial<LiveDiscountRow> = {}): LiveDiscountRow => ({
  name: 'Sale',
  kind: 'percent',
  value: '100000',
  currency: null,
  min_total: null,
  min_quantity: null,
  buy_quantity: null,
  get_quantity: null,
  combinable: true,
  product_ids: null,
  ...more,
});
const coupon = (more: Partial<CouponRow> = {}): CouponRow => ({
  id: 'id',
  version: 1,
  code: 'CODE',
  kind: 'percent',
  value: '100000',
  currency: null,
  min_total: null,
  begun: true,
  ended: false,
  usage_limit: null,
  used: 0,
  per_customer_limit: null,
  used_by_buyer: 0,
  first_order_only: false,
  too_late: false,
  ...more,
});
const terms = { pricesIncludeTax: true, rates: [], methods: [], coupons: [] };
const quoteOf = (
  lines: readonly DiscountableLine[],
  discounts: LiveDiscountRow[],
  coupons: CouponRow[] = [],
  more: object = {},
) =>
  quote(
    lines.map((line) => ({
      ...line,
      sku: 'S',
      name: 'N',
      stock_quantity: 1,
      tax_class: null,
      weight: null,
    })),
    { ...terms, discounts, coupons, ...more },
    { couponCodes: coupons.map(({ code }) => code) },
  );
/** What each discount took off, by its name. */
const taken = (...asked: Parameters<typeof quoteOf>) =>
  quoteOf(...asked).discounts.map(({ label, amount }) => [label, amount]);
const offItems = (...asked: Parameters<typeof quoteOf>) =>
  quoteOf(...asked).items.map((item) => item.discount);

describe('a discount without a code', () => {
  test('comes off the lines that it is for, and off no others', () => {
    const lines = [lineOf('a', 1_000), lineOf('b', 2_000), lineOf('c', 3_000)];
    expect(offItems(lines, [discount()])).toEqual([100, 200, 300]);
    expect(offItems(lines, [discount({ product_ids: ['c', 'a'] })])).toEqual([100, 0, 300]);
    const tenner = discount({ kind: 'amount', value: '1000', currency: 'EUR', product_ids: ['a', 'c'] });
    expect(offItems(lines, [tenner])).toEqual([250, 0, 750]);
    expect(quoteOf(lines, [discount()]).discounts).toEqual([
      { source: 'AUTOMATIC', label: 'Sale', amount: 600 },
    ]);
    expect(offItems(lines, [discount({ product_ids: [] })])).toEqual([0, 0, 0]);
  });

  test('asks for an amount, for units and for a currency, of what it is for alone', () => {
    const lines = [lineOf('a', 1_000, 2), lineOf('b', 500)];
    const holds = (more: Partial<LiveDiscountRow>) => taken(lines, [discount(more)]).length === 1;
    expect(holds({ min_total: '2500', currency: 'EUR' })).toBe(true);
    expect(holds({ min_total: '2501', currency: 'EUR' })).toBe(false);
    expect(holds({ min_total: '2001', currency: 'EUR', product_ids: ['a'] })).toBe(false);
    expect(holds({ min_quantity: 3 })).toBe(true);
    expect(holds({ min_quantity: 4 })).toBe(false);
    expect(holds({ min_quantity: 3, product_ids: ['a'] })).toBe(false);
    expect(holds({ currency: 'GBP' })).toBe(false);
    // Goods for nothing: nothing comes off, and nothing is said to.
    expect(taken([lineOf('a', 0)], [discount()])).toEqual([]);
  });

  test('of units that are got takes the cheapest ones, as often as their number is bought', () => {
    const threeForTwo = discount({ kind: 'buyXGetY', value: '1000000', buy_quantity: 2, get_quantity: 1 });
    expect(offItems([lineOf('a', 900, 2)], [threeForTwo])).toEqual([0]);
    expect(offItems([lineOf('a', 900, 3)], [threeForTwo])).toEqual([900]);
    expect(offItems([lineOf('a', 900, 2), lineOf('b', 500)], [threeForTwo])).toEqual([0, 500]);
    expect(offItems([lineOf('a', 900, 4), lineOf('b', 500), lineOf('c', 500)], [threeForTwo])).toEqual([
      0, 500, 500,
    ]);
    expect(offItems([lineOf('a', 900, 5), lineOf('b', 500)], [threeForTwo])).toEqual([900, 500]);
    const secondHalf = discount({ kind: 'buyXGetY', value: '500000', buy_quantity: 1, get_quantity: 1 });
    expect(offItems([lineOf('a', 999, 2)], [secondHalf])).toEqual([500]);
    expect(offItems([lineOf('a', 900, 2), lineOf('b', 1)], [{ ...threeForTwo, product_ids: ['a'] }])).toEqual(
      [0, 0],
    );
    // Where a tenth was off before, a unit that is got is worth nine tenths.
    expect(offItems([lineOf('a', 1_000, 3)], [discount(), threeForTwo])).toEqual([300 + 900]);
  });
});

describe('several discounts', () => {
  const lines = [lineOf('a', 10_000)];
  const half = discount({ name: 'Half', value: '500000' });
  const alone = discount({ name: 'Alone', value: '300000', combinable: false });

  test('come off one after another, each off what is left', () => {
    expect(taken(lines, [half, discount()])).toEqual([
      ['Half', 5_000],
      ['Sale', 500],
    ]);
  });

  test('one that is not combinable is taken alone where it comes first, and else not at all', () => {
    expect(taken(lines, [alone, half])).toEqual([['Alone', 3_000]]);
    expect(taken(lines, [half, alone, discount()])).toEqual([
      ['Half', 5_000],
      ['Sale', 500],
    ]);
    expect(taken(lines, [{ ...alone, product_ids: [] }, half])).toEqual([['Half', 5_000]]);
    expect(automaticDiscounts(lines, [alone, { ...alone, name: 'Other' }]).discounts).toHaveLength(1);
  });

  test('coupons come off what combinable ones leave', () => {
    expect(taken(lines, [half], [coupon()])).toEqual([
      ['Half', 5_000],
      ['CODE', 500],
    ]);
  });

  test('a coupon takes the place of one that is alone where it takes more off, and is refused where it does not', () => {
    expect(taken(lines, [alone], [coupon({ value: '400000' })])).toEqual([['CODE', 4_000]]);
    expect(taken(lines, [alone, discount()], [coupon({ value: '250000' })])).toEqual([
      ['Sale', 1_000],
      ['CODE', 2_250],
    ]);
    const refused = () => taken(lines, [alone], [coupon({ value: '300000' })]);
    expect(refused).toThrow(QuoteError);
    expect(refused).toThrow(
      expect.objectContaining({
        fault: {
          kind: 'coupon_not_applicable',
          coupons: [{ code: 'CODE', place: 0, why: 'does not go with Alone, which takes more off' }],
        },
      }),
    );
    // What is off shipping goes with everything.
    expect(taken(lines, [alone], [coupon({ kind: 'freeShipping', value: '0' })])).toEqual([
      ['Alone', 3_000],
      ['CODE', 0],
    ]);
  });
});
