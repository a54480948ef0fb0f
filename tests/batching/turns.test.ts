import { expect, test } from 'vitest';
import type { BatcherOptions } from '../../src/batching/batcher-options.ts';
import { until } from '../setup/wait.ts';
import { harness } from './harness.ts';

/** Turns at "hot" that come, or fail, when the test says so. */
function withTurns(slots = 1, others?: BatcherOptions<string, string>['others']) {
  const asked: { come: () => void; fail: () => void }[] = [];
  const givenBack: string[] = [];
  const state = { wanted: 'hot' as string | undefined };
  const parts = harness({
    slots,
    ...(others ? { others } : {}),
    turns: {
      wanted: () => state.wanted,
      take: (name) =>
        new Promise((resolve, reject) => {
          asked.push({
            come: () => resolve(`turn ${asked.length} at ${name}`),
            fail: () => reject(new Error('no turn')),
          });
        }),
      giveBack: (turn) => void givenBack.push(turn),
    },
  });
  const order = () => parts.begun.map(({ items, turn }) => [items.join(), turn]);
  return { ...parts, asked, givenBack, state, order };
}

test('who arrives while a batch waits for its turn goes along', async () => {
  const { batcher, begun, settle, asked, order } = withTurns();
  const answers = ['hot', 'hot', 'hot'].map((item) => batcher.submit(item));
  await settle();
  expect(order()).toEqual([]);
  asked[0]?.come();
  await settle();
  expect(order()).toEqual([['hot,hot,hot', 'turn 1 at hot']]);
  begun[0]?.end();
  expect(await Promise.all(answers)).toEqual(['done hot', 'done hot', 'done hot']);
  expect(asked).toHaveLength(1);
});

test('a turn that fails costs nobody the answer: the batch goes without', async () => {
  const { batcher, begun, settle, asked, order } = withTurns();
  const answer = batcher.submit('hot');
  asked[0]?.fail();
  await settle();
  expect(order()).toEqual([['hot', undefined]]);
  begun[0]?.end();
  expect(await answer).toBe('done hot');
});

test('a turn that nobody needs any more is given back, and the next item does not wait for another', async () => {
  const { batcher, settle, asked, givenBack, order } = withTurns();
  const gone = new AbortController();
  const answer = batcher.submit('hot', gone.signal);
  gone.abort();
  await expect(answer).rejects.toThrow();
  asked[0]?.come();
  await settle();
  expect(givenBack).toEqual(['turn 1 at hot']);
  expect(batcher.inFlight).toBe(0);
  void batcher.submit('hot');
  expect(order()).toEqual([['hot', undefined]]);
});

test('what does not touch it goes past a batch that waits for its turn', async () => {
  const { batcher, begun, settle, asked, order } = withTurns(2);
  for (const item of ['hot', 'cold', 'hot+mild']) void batcher.submit(item);
  await settle();
  expect(order()).toEqual([['cold', undefined]]);
  asked[0]?.come();
  await settle();
  expect(order()).toEqual([
    ['cold', undefined],
    ['hot,hot+mild', 'turn 1 at hot'],
  ]);
  // While the hot batch is in flight, nobody asks for another turn.
  void batcher.submit('hot');
  begun[0]?.end();
  await settle();
  expect(asked).toHaveLength(1);
  begun[1]?.end();
  await settle();
  expect(asked).toHaveLength(2);
});

test('where nothing is contended nobody waits for a turn', async () => {
  const { batcher, asked, state, order } = withTurns();
  state.wanted = undefined;
  void batcher.submit('hot');
  expect(order()).toEqual([['hot', undefined]]);
  expect(asked).toEqual([]);
});

test('with one slot, what does not touch it goes past a batch that waits for its turn, one after the other', async () => {
  const { batcher, begun, settle, asked, order } = withTurns();
  void batcher.submit('hot');
  await settle();
  for (let n = 0; n < 3; n++) {
    const answer = batcher.submit('cold');
    await until('it goes', () => begun.length === n + 1);
    begun[n]?.end();
    expect(await answer).toBe('done cold');
  }
  expect(asked).toHaveLength(1);
  asked[0]?.come();
  await settle();
  expect(order().at(-1)).toEqual(['hot', 'turn 1 at hot']);
});

test('where nobody wants what is contended nobody waits for a turn at it', async () => {
  const { batcher, begun, settle, asked, state, order } = withTurns(2);
  state.wanted = undefined;
  void batcher.submit('mild');
  for (const item of ['mild', 'cold']) void batcher.submit(item);
  await until('cold goes beside', () => begun.length === 2);
  state.wanted = 'hot';
  begun[0]?.end();
  await settle();
  expect(order().map(([items]) => items)).toEqual(['mild', 'cold', 'mild']);
  expect(asked).toEqual([]);
});

test('after a turn that nobody needed, one is asked for again when a batch has landed', async () => {
  const { batcher, begun, settle, asked } = withTurns();
  const gone = new AbortController();
  const answer = batcher.submit('hot', gone.signal);
  gone.abort();
  await expect(answer).rejects.toThrow();
  asked[0]?.come();
  await settle();
  void batcher.submit('hot');
  expect(asked).toHaveLength(1);
  begun[0]?.end();
  await settle();
  void batcher.submit('hot');
  expect(asked).toHaveLength(2);
});

test('nobody takes a turn at what others hold: it may be held for long, and the turn with it', async () => {
  const held = new Set(['hot']);
  const { batcher, begun, settle, asked } = withTurns(1, {
    findHeld: async (names) => names.filter((name) => held.has(name)),
    waitFor: () => new Promise(() => {}),
  });
  void batcher.submit('hot');
  asked[0]?.come();
  await settle();
  begun[0]?.defer('held', ['hot']);
  await settle();
  expect(asked).toHaveLength(1);
  held.delete('hot');
  await until('it is found free', () => asked.length === 2);
});

test('a turn that fails when nobody needs it any more leaves nothing to give back', async () => {
  const { batcher, settle, asked, givenBack } = withTurns();
  const gone = new AbortController();
  const answer = batcher.submit('hot', gone.signal);
  gone.abort();
  await expect(answer).rejects.toThrow();
  asked[0]?.fail();
  await settle();
  expect([givenBack, batcher.inFlight]).toEqual([[], 0]);
});

test('one turn is waited for or held at a time, whatever becomes hot meanwhile', async () => {
  const { batcher, begun, settle, asked, state } = withTurns(2);
  void batcher.submit('hot');
  await settle();
  state.wanted = 'mild';
  void batcher.submit('mild');
  await until('it goes beside, without a turn', () => begun.length === 1);
  asked[0]?.come();
  await settle();
  void batcher.submit('mild');
  begun[0]?.end();
  await settle();
  expect([begun.map(({ items }) => items.join()), asked.length]).toEqual([['mild', 'hot', 'mild'], 1]);
});

test('beside a batch that may touch anything nobody waits for a turn, which would come in vain', async () => {
  const { batcher, begun, settle, asked, state } = withTurns(2);
  state.wanted = undefined;
  void batcher.submit('anything');
  state.wanted = 'hot';
  void batcher.submit('hot');
  await settle();
  expect([begun.length, asked.length]).toEqual([1, 0]);
  begun[0]?.end();
  await settle();
  expect(asked).toHaveLength(1);
});
