import { expect, it } from 'vitest';
import { Overloaded } from '../../src/batching/batcher.ts';
import { sharedOrAlone } from '../../src/batching/shared-or-alone.ts';

it('leaves what one of several met to that one', async () => {
  const runs: string[][] = [];
  const ask = sharedOrAlone(async (items: string[]) => {
    runs.push(items);
    if (items.includes('bad')) throw new Error('no');
    return items.map((item) => item.toUpperCase());
  });
  expect(await Promise.allSettled([ask('a'), ask('bad'), ask('b')])).toEqual([
    { status: 'fulfilled', value: 'A' },
    { status: 'rejected', reason: new Error('no') },
    { status: 'fulfilled', value: 'B' },
  ]);
  expect(runs).toEqual([['a', 'bad', 'b'], ['a'], ['bad'], ['b']]);
});

it('does nothing for what found no room in the line', async () => {
  const runs: string[][] = [];
  const ask = sharedOrAlone(
    async (items: string[]) => {
      runs.push(items);
      return items;
    },
    { maxWaiting: 1 },
  );
  expect(await Promise.allSettled([ask('a'), ask('b')])).toEqual([
    { status: 'fulfilled', value: 'a' },
    { status: 'rejected', reason: expect.any(Overloaded) },
  ]);
  expect(runs).toEqual([['a']]);
});
