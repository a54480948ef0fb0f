import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runInOrder } from '../../../src/local/replay/in-order.ts';
import { type NewPrice, PriceTags } from '../../../src/local/replay/price-tags.ts';

const tagsOf = (skus: string[], setPrices: (prices: NewPrice[]) => Promise<void>) =>
  new PriceTags(new Map(skus.map((sku) => [sku, { id: sku, sku, price: 0 }])), setPrices);

/** Lets other tasks go on for a number of turns. */
async function take(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}

test('every order is placed at its prices, however long each and each change takes', async () => {
  const skus = ['A', 'B', 'C', 'D'];
  const order = fc.record({
    prices: fc.dictionary(fc.constantFrom(...skus), fc.integer({ min: 0, max: 2 })),
    turns: fc.nat({ max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(order, { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat({ max: 9 }),
      async (orders, concurrency, turns) => {
        const shop = new Map(skus.map((sku) => [sku, 0]));
        let calls = 0;
        const tags = tagsOf(skus, async (prices) => {
          calls++;
          await take(turns);
          for (const { id, price } of prices) shop.set(id, price);
        });
        const itemsOf = ({ prices }: { prices: Record<string, number> }) =>
          Object.entries(prices).map(([sku, price]) => ({ sku, price }));
        let placed = 0;
        await runInOrder(orders, {
          concurrency,
          conflicts: (one, other) =>
            itemsOf(one).some(({ sku, price }) => (other.prices[sku] ?? price) !== price),
          shouldStop: (one) => {
            tags.claim(itemsOf(one));
            return false;
          },
          run: async (one) => {
            await tags.met(itemsOf(one));
            await take(one.turns);
            expect(itemsOf(one)).toEqual(itemsOf(one).map(({ sku }) => ({ sku, price: shop.get(sku) })));
            tags.release(itemsOf(one));
            placed++;
          },
        });
        await tags.end();
        expect(placed).toBe(orders.length);
        expect(calls).toBeLessThanOrEqual(tags.changes);
      },
    ),
  );
});

test('what is due while the shop is told goes together in the next call, ahead of its turn', async () => {
  const first = Promise.withResolvers<void>();
  const calls: string[][] = [];
  const tags = tagsOf(['A', 'B', 'C'], (prices) => {
    calls.push(prices.map(({ id, price }) => `${id} at ${price}`));
    return calls.length === 1 ? first.promise : Promise.resolve();
  });
  const at = (price: number, ...skus: string[]) => skus.map((sku) => ({ sku, price }));
  tags.claim(at(1, 'A'));
  await take(3);
  tags.claim(at(1, 'B'));
  tags.claim(at(2, 'A', 'C'));
  first.resolve();
  await tags.met([...at(1, 'A', 'B')]);
  // A is somebody else's until that order is placed.
  expect(calls).toEqual([['A at 1'], ['B at 1', 'C at 2']]);
  tags.release(at(1, 'A'));
  await tags.met(at(2, 'A', 'C'));
  expect(calls[2]).toEqual(['A at 2']);
});

test('a change that fails fails those who wait for it, and no others', async () => {
  const fault = new Error('gone');
  const tags = tagsOf(['A', 'B'], async (prices) => {
    if (prices.some(({ id }) => id === 'A')) throw fault;
  });
  tags.claim([{ sku: 'A', price: 1 }]);
  await expect(tags.met([{ sku: 'A', price: 1 }])).rejects.toBe(fault);
  tags.claim([{ sku: 'B', price: 1 }]);
  await tags.met([{ sku: 'B', price: 1 }]);
  await tags.end();
});
