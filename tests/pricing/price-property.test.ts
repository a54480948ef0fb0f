import fc from 'fast-check';
import { expect, test } from 'vitest';
import { price } from '../../src/pricing/price.ts';
import type { Charge, Costs, Discount, Line, PricingContext } from '../../src/pricing/pricing.ts';
import { costOfUnits } from '../../src/pricing/share-of-units.ts';

/** Random carts per test run; FAST_CHECK_RUNS asks for more. */
const RUNS = Math.max(10_000, Number(process.env.FAST_CHECK_RUNS ?? 0));

/** Zero-rated, usual ones, odd ones, and none; small prices as of JPY, large ones as of IDR or KWD. */
const rate = fc.oneof(
  fc.constantFrom(null, 0, 26_000, 55_000, 70_000, 190_000, 200_000, 250_000),
  fc.integer({ min: 1, max: 1_000_000 }),
);
const amount = fc.oneof(
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 0, max: 30_000 }),
  fc.integer({ min: 0, max: 100_000_000 }),
);
const line: fc.Arbitrary<Line> = fc.record({
  unitPrice: amount,
  quantity: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 9 }) },
    fc.integer({ min: 1, max: 9_999 }),
  ),
  taxRate: rate,
});
const charge: fc.Arbitrary<Charge> = fc.record({
  type: fc.constantFrom('SHIPPING', 'FEE'),
  label: fc.constant('Parcel'),
  amount,
  taxRate: rate,
});
const discount: fc.Arbitrary<Discount> = fc
  .record({
    kind: fc.constantFrom('percent', 'amount'),
    value: fc.oneof(fc.integer({ min: 0, max: 1_000_000 }), fc.constantFrom(250_000, 333_333)),
    on: fc.constantFrom('items', 'items', 'shipping'),
    positions: fc.option(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }), { nil: undefined }),
  })
  .map(({ positions, ...rest }) => ({
    source: 'COUPON',
    label: 'Less',
    ...rest,
    ...(positions !== undefined && { positions }),
  }));
/** A percentage of some units of every line. */
const ofUnits = (lines: readonly Line[]): fc.Arbitrary<Discount> =>
  fc.record({
    source: fc.constant('AUTOMATIC'),
    label: fc.constant('Get one'),
    kind: fc.constant('percent'),
    value: fc.constantFrom(1_000_000, 333_333),
    on: fc.constant('items'),
    positions: fc.constant([...lines.keys()]),
    units: fc.tuple(...lines.map(({ quantity }) => fc.integer({ min: 0, max: quantity }))),
  });
const cart = fc.array(line, { maxLength: 6 }).chain((lines) =>
  fc.record({
    lines: fc.constant(lines),
    context: fc.record({
      pricesIncludeTax: fc.boolean(),
      charges: fc.array(charge, { maxLength: 2 }),
      discounts: fc.array(fc.oneof({ weight: 4, arbitrary: discount }, ofUnits(lines)), { maxLength: 3 }),
    }),
  }),
);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const leftOf = ({ amount, discount }: Costs): number => amount - discount;

test('whatever is in a cart: lines add up to groups and groups to the order', () => {
  fc.assert(
    fc.property(cart, ({ lines, context }) => {
      const pricing = price(lines, context);
      const all = [...pricing.items, ...pricing.charges];
      expect(pricing.items.map(({ amount }) => amount)).toEqual(lines.map((l) => l.unitPrice * l.quantity));
      for (const costs of all) expect(costs.discount >= 0 && leftOf(costs) >= 0 && costs.tax >= 0).toBe(true);

      expect(sum(pricing.items.map(({ amount }) => amount))).toBe(pricing.itemsTotal);
      expect(sum(pricing.charges.map(({ amount }) => amount))).toBe(pricing.chargesTotal);
      expect(sum(all.map(({ discount }) => discount))).toBe(pricing.discountTotal);
      expect(sum(pricing.discounts.map(({ amount }) => amount))).toBe(pricing.discountTotal);
      expect(sum(all.map(({ tax }) => tax))).toBe(pricing.taxTotal);
      expect(sum(pricing.taxes.map((group) => group.amount))).toBe(pricing.taxTotal);
      const left = sum(all.map(leftOf));
      expect(pricing.total).toBe(context.pricesIncludeTax ? left : left + pricing.taxTotal);
      expectGroups(all, pricing.taxes, context);
    }),
    { numRuns: RUNS },
  );
});

/** Each group has the members of its rate, their tax rounded once, and no member is a minor unit from its exact share. */
function expectGroups(
  all: readonly Costs[],
  taxes: readonly { rate: number; base: number; amount: number }[],
  { pricesIncludeTax }: PricingContext,
): void {
  const rates = new Set(all.flatMap(({ taxRate }) => taxRate ?? []));
  expect(taxes.map(({ rate: r }) => r)).toEqual([...rates].sort((a, b) => b - a));
  for (const { rate: r, base, amount: tax } of taxes) {
    const members = all.filter(({ taxRate }) => taxRate === r);
    const left = sum(members.map(leftOf));
    expect(sum(members.map((member) => member.tax))).toBe(tax);
    expect(base).toBe(pricesIncludeTax ? left - tax : left);
    // Half up: the exact tax is in [tax - 1/2, tax + 1/2).
    const [exact, whole] = [BigInt(left) * BigInt(r), pricesIncludeTax ? 1_000_000n + BigInt(r) : 1_000_000n];
    const distance = 2n * (exact - BigInt(tax) * whole);
    expect(-whole <= distance && distance < whole).toBe(true);
    for (const member of members) {
      const off = BigInt(member.tax) * BigInt(left) - BigInt(tax) * BigInt(leftOf(member));
      expect(left === 0 ? off === 0n : off < BigInt(left) && -off < BigInt(left)).toBe(true);
    }
  }
}

test('cancelling and giving back, some units at a time in any order, ends at exactly what was paid', () => {
  const steps = fc.array(fc.record({ line: fc.nat(), units: fc.integer({ min: 1, max: 4 }) }), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(cart, steps, ({ lines, context }, taken) => {
      const pricing = price(lines, context);
      const frozen = lines.map((l, n) => ({ ...l, ...pricing.items[n]! }));
      const gone = lines.map(() => 0);
      const back = lines.map(() => ({ price: 0, discount: 0, tax: 0, amount: 0 }));
      const leave = (n: number, units: number) => {
        const costs = costOfUnits(frozen[n]!, gone[n]!, units, context.pricesIncludeTax);
        for (const part of ['price', 'discount', 'tax', 'amount'] as const) {
          expect(costs[part]).toBeGreaterThanOrEqual(0);
          back[n]![part] += costs[part];
        }
        gone[n]! += units;
      };
      for (const { line: place, units } of taken) {
        const n = lines.length === 0 ? 0 : place % lines.length;
        const open = (lines[n]?.quantity ?? 0) - (gone[n] ?? 0);
        if (open > 0) leave(n, Math.min(units, open));
      }
      for (const [n, { quantity }] of lines.entries()) if (gone[n]! < quantity) leave(n, quantity - gone[n]!);

      for (const [n, { amount: whole, discount: off, tax }] of pricing.items.entries()) {
        expect(back[n]).toMatchObject({ price: whole, discount: off, tax });
      }
      const charges = sum(pricing.charges.map((c) => leftOf(c) + (context.pricesIncludeTax ? 0 : c.tax)));
      expect(sum(back.map((line) => line.amount)) + charges).toBe(pricing.total);
    }),
    { numRuns: RUNS },
  );
});
