import { expect, test } from 'vitest';
import { Overloaded } from '../../src/batching/batcher.ts';
import { createNamedTurns } from '../../src/batching/named-turns.ts';
import { gate } from '../setup/wait.ts';

test('of one name they go one after the other, in the order in which they came; others go at once', async () => {
  const turns = createNamedTurns(10, 60_000);
  const began: string[] = [];
  const gates = [gate(), gate()];
  const take = (name: string, what: string, until?: Promise<void>) =>
    turns.take(name, async () => {
      began.push(what);
      await until;
      return what;
    });
  const all = [
    take('a', 'first', gates[0]!.promise),
    take('a', 'second', gates[1]!.promise),
    take('a', 'third'),
    take('b', 'other'),
  ];
  expect(await all[3]).toBe('other');
  expect(began).toEqual(['first', 'other']);
  gates[0]!.resolve();
  await all[0];
  await Promise.resolve();
  expect(began).toEqual(['first', 'other', 'second']);
  gates[1]!.resolve();
  expect(await Promise.all(all)).toEqual(['first', 'second', 'third', 'other']);
});

test('one that fails keeps nobody from their turn', async () => {
  const turns = createNamedTurns(10, 60_000);
  const failing = turns.take('a', () => Promise.reject(new Error('lost')));
  const next = turns.take('a', async () => 'done');
  await expect(failing).rejects.toThrow('lost');
  expect(await next).toBe('done');
});

test('who is one too many is refused at once, and a name that is free again takes as many as before', async () => {
  const turns = createNamedTurns(1, 60_000);
  for (let round = 0; round < 2; round++) {
    const { promise, resolve } = gate();
    const first = turns.take('a', () => promise);
    const second = turns.take('a', async () => 'done');
    await expect(turns.take('a', async () => 'never')).rejects.toThrow(Overloaded);
    resolve();
    await first;
    expect(await second).toBe('done');
  }
});

test('who waited too long for a turn is refused, and does nothing', async () => {
  const turns = createNamedTurns(10, 0);
  const { promise, resolve } = gate();
  const first = turns.take('a', () => promise);
  const late = turns.take('a', () => Promise.reject(new Error('it began')));
  const before = performance.now();
  while (performance.now() - before < 2);
  resolve();
  await first;
  await expect(late).rejects.toThrow(Overloaded);
});
