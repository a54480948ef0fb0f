import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { costOf, costOfCancelling, type LeavableLine } from '../../src/order-life/cost-of-units.ts';
import { price } from '../../src/pricing/price.ts';
import { costOrder, dearOrder } from '../setup/costs.ts';
import { type LifeDesk, openLifeDesk } from '../setup/life-desk.ts';

type Line = { -readonly [Key in keyof LeavableLine]: LeavableLine[Key] } & { fulfilled: number };

/** The next of an endless row of numbers from 0 to 1, the same for the same seed. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Lines with the discounts, taxes and charges that `price` gives them. */
function randomOrder(next: (below: number) => number) {
  const lines = Array.from({ length: 1 + next(5) }, () => ({
    unitPrice: next(3) * next(3_000),
    quantity: 1 + next(9),
    taxRate: [null, 0, 26_000, 190_000][next(4)]!,
  }));
  const pricesIncludeTax = next(2) === 0;
  const pricing = price(lines, {
    pricesIncludeTax,
    charges: [{ type: 'SHIPPING', label: 'Parcel', amount: next(900), taxRate: 190_000 }],
    discounts: [
      { source: 'COUPON', label: 'A', kind: 'percent', value: next(1_000_001), on: 'items' },
      { source: 'COUPON', label: 'B', kind: 'amount', value: next(500), on: next(2) ? 'items' : 'shipping' },
    ],
  });
  const items = lines.map(({ unitPrice, quantity }, n): Line => {
    const { discount, tax } = pricing.items[n]!;
    return { unitPrice, quantity, discount, tax, cancelled: 0, fulfilled: 0, returned: 0 };
  });
  return { items, total: pricing.total, pricesIncludeTax, pricing };
}

/** Some units of some line that may still leave it by `left`; undefined where none may. */
function pick(items: Line[], left: (item: Line) => number, next: (below: number) => number) {
  const open = items.filter((item) => left(item) > 0);
  const item = open[next(open.length)];
  return item && { item, quantity: 1 + next(left(item)) };
}

test('2,000 random orders are cancelled bit by bit in any order for what they cost, to the cent', () => {
  for (let seed = 0; seed < 2_000; seed++) {
    const next = chance(seed);
    const order = randomOrder(next);
    let sum = 0;
    for (;;) {
      const taken = pick(order.items, (item) => item.quantity - item.cancelled, next);
      if (!taken) break;
      const amount = costOfCancelling(order, [taken]);
      expect(amount).toBeGreaterThanOrEqual(0);
      sum += amount;
      taken.item.cancelled += taken.quantity;
    }
    expect([seed, sum]).toEqual([seed, order.total]);
  }
});

test('of 2,000 random orders each line that is cancelled and sent back in any order comes to what it costs', () => {
  for (let seed = 0; seed < 2_000; seed++) {
    const next = chance(seed);
    const order = randomOrder(next);
    // Something is shipped: its charges are not given back by themselves.
    for (const item of order.items) item.fulfilled = 1 + next(item.quantity);
    let sum = 0;
    for (;;) {
      const cancelled = pick(order.items, (item) => item.quantity - item.fulfilled - item.cancelled, next);
      const returned = pick(order.items, (item) => item.fulfilled - item.returned, next);
      const taken = next(2) ? (cancelled ?? returned) : (returned ?? cancelled);
      if (!taken) break;
      const amount = taken === cancelled ? costOfCancelling(order, [taken]) : costOf(order, [taken]);
      expect(amount).toBeGreaterThanOrEqual(0);
      sum += amount;
      taken.item[taken === cancelled ? 'cancelled' : 'returned'] += taken.quantity;
    }
    const { items, pricesIncludeTax } = order.pricing;
    const lines = items.map((item) => item.amount - item.discount + (pricesIncludeTax ? 0 : item.tax));
    expect([seed, sum]).toEqual([seed, lines.reduce((total, line) => total + line)]);
  }
});

describe('an order with a discount, a charge and taxes', () => {
  let desk: LifeDesk;
  beforeAll(async () => {
    desk = await openLifeDesk();
  });
  afterAll(() => desk.close());

  /** Three cups and two mugs; 17.97 and 4.46 with a tenth and 0.07 off them, and a parcel of 4.95. */
  async function dear(pricesIncludeTax: boolean) {
    const [cup, mug] = [await desk.product({ price: 599 }), await desk.product({ price: 223 })];
    const { id } = await desk.order([cup.id, 3], [mug.id, 2]);
    const pricing = await costOrder(desk.pool, id, { ...dearOrder, pricesIncludeTax });
    return { id, cup: cup.id, mug: mug.id, pricing };
  }
  const units = (productId: string, quantity: number) => [{ productId, quantity }];

  test.each([true, false])(
    'is cancelled unit by unit for its total, the parcel with the last (prices include tax: %s)',
    async (pricesIncludeTax) => {
      const { id, cup, mug, pricing } = await dear(pricesIncludeTax);
      const amounts: number[] = [];
      for (const productId of [cup, mug, cup, mug, cup])
        amounts.push((await desk.cancel(id, { items: units(productId, 1) })).view.amount);
      expect(amounts.reduce((sum, amount) => sum + amount)).toBe(pricing.total);
      const shares = amounts.slice(0, 4);
      const full = pricesIncludeTax ? 599 : 719;
      expect(Math.max(...shares)).toBeLessThan(full);
      expect(amounts[4]).toBeGreaterThan(full);
      const whole = await dear(pricesIncludeTax);
      expect((await desk.cancel(whole.id)).view.amount).toBe(whole.pricing.total);
    },
  );

  test('of which something was shipped gives its lines back, and keeps what the parcel cost', async () => {
    const { id, cup, pricing } = await dear(false);
    await desk.fulfil(id, { items: units(cup, 2) });
    const first = (await desk.cancel(id)).view.amount;
    const returnId = (
      await desk.request(id, { items: [{ productId: cup, quantity: 2, reason: 'too small' }] })
    ).view.id;
    const receive = async (disposition: 'RESTOCK' | 'DISCARD') => {
      const items = [{ productId: cup, quantity: 1, disposition }];
      return (await desk.receive(id, { returnId, items })).view;
    };
    const [kept, lost] = [await receive('RESTOCK'), await receive('DISCARD')];
    if (!('amount' in kept && 'amount' in lost)) throw new Error('no receipts');
    const lines = pricing.items.reduce((sum, item) => sum + item.amount - item.discount + item.tax, 0);
    expect(first + kept.amount + lost.amount).toBe(lines);
    expect(lines).toBeLessThan(pricing.total);
  });
});
