import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inSlices } from '../../src/batching/in-slices.ts';

const list = Array.from({ length: 20 }, (_, n) => `item ${n}`);

/** How many had been called after each turn of the event loop, until all were, and what with. */
async function turnsOf(amount: number, later: boolean) {
  const called: [string, number][] = [];
  const calledByTurn: number[] = [];
  inSlices(list.slice(0, amount), later, (value, n) => called.push([value, n]));
  calledByTurn.push(called.length);
  while (called.length < amount) {
    await nextTurn();
    calledByTurn.push(called.length);
  }
  // Nobody is called twice: a turn later there are no more.
  await nextTurn();
  expect(called).toEqual(list.slice(0, amount).map((value, n) => [value, n]));
  return calledByTurn;
}

test('a long list is gone through eight at a time, with a turn of the event loop for others between', async () => {
  expect(await turnsOf(20, false)).toEqual([8, 16, 20]);
});

test('one that others go ahead of begins in the next turn', async () => {
  expect(await turnsOf(20, true)).toEqual([0, 8, 16, 20]);
});

test('a list of one slice is done at once', async () => {
  expect(await turnsOf(8, false)).toEqual([8]);
  expect(await turnsOf(9, false)).toEqual([8, 9]);
});
