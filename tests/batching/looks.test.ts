import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { harness } from './harness.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Two slots, and what was looked at. */
function watched(options: Parameters<typeof harness>[0] = {}) {
  const looks: string[][] = [];
  const parts = harness({
    slots: 2,
    inspect: async (items) => {
      looks.push(items);
      return items.map((item) => ({ touches: item.split('+'), weight: 1 }));
    },
    ...options,
  });
  const order = () => parts.begun.map((batch) => batch.items.join());
  const pass = async (ms: number) => {
    vi.advanceTimersByTime(ms);
    await parts.settle();
  };
  return { ...parts, looks, order, pass };
}

test('a batch that began without a look is looked at, and then others go beside it', async () => {
  const { batcher, settle, pass, order } = watched();
  void batcher.submit('stuck');
  void batcher.submit('free');
  await settle();
  expect(order()).toEqual(['stuck']);
  await pass(20);
  expect(order()).toEqual(['stuck', 'free']);
});

test('who touches the same as a batch that began without a look stays behind it', async () => {
  const { batcher, settle, pass, begun, order } = watched();
  void batcher.submit('stuck');
  void batcher.submit('stuck');
  void batcher.submit('free');
  await settle();
  await pass(20);
  expect(order()).toEqual(['stuck', 'free']);
  begun[1]?.end();
  await settle();
  await pass(1_000);
  expect(order()).toEqual(['stuck', 'free']);
});

test('who comes after looks that helped nobody is looked at all the same', async () => {
  const { batcher, settle, pass, order } = watched();
  void batcher.submit('stuck');
  for (let n = 0; n < 10; n++) {
    void batcher.submit('stuck');
    await settle();
    await pass(20);
  }
  expect(order()).toEqual(['stuck']);
  void batcher.submit('free');
  await settle();
  await pass(20);
  expect(order()).toEqual(['stuck', 'free']);
});

test('looks that help nobody are few, however many come: two at once at most, then one each 20 ms', async () => {
  const { batcher, settle, pass, looks } = watched({ maxWaiting: 1_000 });
  void batcher.submit('stuck');
  const come = async (amount: number) => {
    for (let n = 0; n < amount; n++) {
      batcher.submit('stuck').catch(() => {});
      await settle();
    }
  };
  await come(100);
  const atOnce = looks.length;
  expect(atOnce).toBeLessThanOrEqual(2);
  for (let pause = 1; pause <= 5; pause++) {
    await pass(20);
    expect(looks).toHaveLength(atOnce + pause);
    await come(20);
    expect(looks).toHaveLength(atOnce + pause);
  }
});

test('nobody is looked at while nobody waits, nor again when all are known', async () => {
  const { batcher, settle, pass, looks } = watched();
  void batcher.submit('a');
  await settle();
  await pass(1_000);
  expect(looks).toEqual([]);
  void batcher.submit('a');
  await settle();
  await pass(1_000);
  const taken = looks.length;
  await pass(1_000);
  expect(looks).toHaveLength(taken);
});

test('looks that fail are not repeated without a pause, also where every slot is taken', async () => {
  let asked = 0;
  const { batcher, settle, pass, begun } = watched({
    inspect: () => {
      asked++;
      return Promise.reject(new Error('gone'));
    },
  });
  void batcher.submit('a');
  void batcher.submit('b');
  await settle();
  const once = asked;
  await settle();
  expect(asked).toBe(once);
  await pass(20);
  expect(asked).toBe(once + 1);
  begun[0]?.end();
  await settle();
  expect(begun.map(({ items }) => items)).toEqual([['a'], ['b']]);
});

test('a look that did not reach everybody is followed by one at the others', async () => {
  const { batcher, settle, pass, order } = watched({
    inspect: async (items) => items.map((item, n) => (n === 0 ? { touches: [item], weight: 1 } : undefined)),
  });
  for (const item of ['a', 'a', 'a', 'b']) void batcher.submit(item);
  await settle();
  for (let n = 0; n < 6; n++) await pass(20);
  expect(order()).toEqual(['a', 'b']);
});

test('looks that fail are not repeated without a pause where every slot is taken', async () => {
  let [asked, isGone] = [0, false];
  const { batcher, settle, pass, order } = watched({
    inspect: async (items) => {
      asked++;
      // Without a pause it would be asked for ever, and nothing else would have its turn.
      if (asked > 50) await new Promise(() => {});
      if (isGone) throw new Error('gone');
      return items.map((item) => ({ touches: [item], weight: 1 }));
    },
  });
  for (const item of ['a', 'a', 'b']) void batcher.submit(item);
  await settle();
  await pass(20);
  expect(order()).toEqual(['a', 'b']);
  isGone = true;
  const before = asked;
  void batcher.submit('c');
  await settle();
  expect(asked).toBe(before + 1);
  await pass(20);
  expect(asked).toBe(before + 2);
});

test('with one slot nobody is looked at: whoever waits goes when it is free', async () => {
  const { batcher, settle, pass, looks } = watched({ slots: 1 });
  for (const item of ['a', 'b', 'c']) void batcher.submit(item);
  await settle();
  await pass(1_000);
  expect(looks).toEqual([]);
});

test('a look is at no more than the slots can take, however many wait', async () => {
  const { batcher, settle, pass, looks } = watched({ maxItems: 3 });
  for (let n = 0; n < 50; n++) void batcher.submit(`item ${n}`);
  await settle();
  await pass(20);
  // The first one comes alone; six are what two slots take, and beside them the batch in flight is looked at.
  const sizes = looks.map((look) => look.length);
  expect(sizes[0]).toBe(1);
  expect(sizes[1]).toBe(6);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(7);
});
