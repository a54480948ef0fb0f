import { expect, test, vi } from 'vitest';
import { Overloaded } from '../../src/batching/batcher.ts';
import { until } from '../setup/wait.ts';
import { harness } from './harness.ts';

/** A batcher beside which somebody else holds `held`; `free` lets a name go. */
function withOthers(options: Parameters<typeof harness>[0] = {}, canQueue = true) {
  const held = new Set<string>();
  const asked: string[][] = [];
  const queued = new Map<string, () => void>();
  const parts = harness({
    others: {
      findHeld: async (names) => {
        asked.push(names);
        return names.filter((name) => held.has(name));
      },
      waitFor: (name) =>
        new Promise((resolve, reject) => {
          if (canQueue) queued.set(name, resolve);
          else reject(new Error('in vain'));
        }),
    },
    ...options,
  });
  const free = (name: string) => {
    held.delete(name);
    queued.get(name)?.();
  };
  const order = () => parts.begun.map((batch) => batch.items.join());
  /** Comes back when the last of so many batches holds `items`. */
  const begins = (items: string, batches: number) =>
    until(`a batch of ${items}`, () => order().length === batches && order().at(-1) === items);
  return { ...parts, held, asked, queued, free, order, begins };
}

/** Of one slot: `first` goes alone, then `items` together, and are deferred because `held` is. */
async function deferredTogether(parts: ReturnType<typeof withOthers>, items: string[], held: string[]) {
  const { batcher, begun, settle } = parts;
  void batcher.submit('first');
  const answers = items.map((item) => batcher.submit(item));
  begun[0]?.end();
  await settle();
  expect(begun[1]?.items).toEqual(items);
  for (const name of held) parts.held.add(name);
  begun[1]?.defer('held', items);
  await settle();
  return answers;
}

test('whoever shares a batch with what others hold goes on without it, and it goes when it is free', async () => {
  const parts = withOthers();
  const { batcher, begun, settle, free, order, begins } = parts;
  const answers = await deferredTogether(parts, ['a', 'b', 'c'], ['a']);
  expect(order()).toEqual(['first', 'a,b,c', 'b,c']);
  expect([batcher.waiting, batcher.deferred]).toEqual([0, 1]);
  begun[2]?.end();
  expect(await Promise.all(answers.slice(1))).toEqual(['done b', 'done c']);
  await settle();
  expect(order()).toHaveLength(3);
  free('a');
  await begins('a', 4);
  begun[3]?.end();
  expect(await answers[0]).toBe('done a');
  expect([batcher.waiting, batcher.deferred, batcher.inFlight]).toEqual([0, 0, 0]);
});

test('who comes for what others hold waits behind it in no slot; who comes for something else goes', async () => {
  const parts = withOthers();
  const { batcher, begun, settle, free, order, begins } = parts;
  await deferredTogether(parts, ['a'], ['a']);
  void batcher.submit('a+z');
  void batcher.submit('b');
  await begins('b', 3);
  begun.at(-1)?.end();
  await settle();
  expect([order().at(-1), batcher.waiting, batcher.deferred]).toEqual(['b', 1, 1]);
  free('a');
  await begins('a,a+z', 4);
});

test('several held names wait for each other no longer than until somebody asks: each goes when it is free', async () => {
  const parts = withOthers();
  const { begun, free, queued, begins } = parts;
  await deferredTogether(parts, ['a', 'b', 'c'], ['a', 'b', 'c']);
  await until('one is queued for', () => queued.size === 1);
  const [waitedFor] = queued.keys();
  const others = ['a', 'b', 'c'].filter((name) => name !== waitedFor);
  for (const [n, other] of others.entries()) {
    free(other);
    await begins(other, 3 + n);
    begun.at(-1)?.end();
  }
});

test('a name that is never found free goes on as soon as it was had once', async () => {
  const parts = withOthers();
  const { queued, begins } = parts;
  await deferredTogether(parts, ['a'], ['a']);
  await until('it is queued for', () => queued.has('a'));
  // Others want it as much: whoever asks always finds somebody who holds it.
  queued.get('a')?.();
  await begins('a', 3);
});

test('where nothing is found to be held they go on at once, and the batch is told how often that was', async () => {
  const parts = withOthers();
  const { begun, settle } = parts;
  await deferredTogether(parts, ['a', 'b'], []);
  begun[2]?.defer('held', ['a', 'b']);
  await settle();
  expect(begun.map(({ items, deferrals }) => [items.join(), deferrals])).toEqual([
    ['first', 0],
    ['a,b', 0],
    ['a,b', 1],
    ['a,b', 2],
  ]);
});

test('who cannot be asked holds nobody back', async () => {
  const parts = withOthers({
    others: {
      findHeld: () => Promise.reject(new Error('gone')),
      waitFor: () => Promise.reject(new Error('gone')),
    },
  });
  await deferredTogether(parts, ['a', 'b'], ['a']);
  expect(parts.order()).toEqual(['first', 'a,b', 'a,b']);
});

test('who waits in vain for what others hold asks at a bounded pace', async () => {
  const parts = withOthers({}, false);
  await deferredTogether(parts, ['a'], ['a']);
  await until('it is asked for again and again', () => parts.asked.length > 3);
  const before = parts.asked.length;
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  expect(parts.asked.length).toBeLessThan(before + 100);
  parts.free('a');
  await parts.begins('a', 3);
});

test('a name that nobody waits for any more is forgotten: nobody is looked at for it', async () => {
  let looks = 0;
  const parts = withOthers({
    maxDeferredMs: 0,
    inspect: async (items) => {
      looks++;
      return items.map((item) => ({ touches: [item], weight: 1 }));
    },
  });
  const { batcher, begun, held } = parts;
  held.add('a');
  const answer = batcher.submit('a');
  begun[0]?.defer('held', ['a']);
  await expect(answer).rejects.toBeInstanceOf(Overloaded);
  await until('nobody is looked at', async () => {
    const [before, batches] = [looks, begun.length];
    const other = batcher.submit('b');
    await until('its batch', () => begun.length > batches);
    begun.at(-1)?.end();
    await other;
    return looks === before;
  });
});

test('who is deferred is not dropped, whoever hangs up and however long it takes until the next batch', async () => {
  const parts = withOthers({ maxWaitMs: 5, slots: 2 });
  const { batcher, begun, settle, free, begins } = parts;
  const gone = new AbortController();
  parts.held.add('a');
  const answer = batcher.submit('a', gone.signal);
  begun[0]?.defer('held', ['a']);
  await settle();
  gone.abort();
  await expect(batcher.submit('a')).rejects.toBeInstanceOf(Overloaded);
  free('a');
  await begins('a', 2);
  begun[1]?.end();
  expect(await answer).toBe('done a');
});

test('who is deferred for longer than the bound is refused', async () => {
  const parts = withOthers({ maxDeferredMs: 0 });
  parts.held.add('a');
  const answer = parts.batcher.submit('a');
  parts.begun[0]?.defer('held', ['a']);
  await expect(answer).rejects.toBeInstanceOf(Overloaded);
  expect([parts.batcher.waiting, parts.batcher.deferred, parts.batcher.inFlight]).toEqual([0, 0, 0]);
});

test('the bound counts from the first batch, however often somebody is deferred', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { batcher, begun, settle } = withOthers({ maxDeferredMs: 1_000 });
    const answer = batcher.submit('a');
    answer.catch(() => {});
    for (let batch = 0; batch < 2; batch++) {
      vi.advanceTimersByTime(400);
      begun[batch]?.defer('held', ['a']);
      await settle();
      expect(begun).toHaveLength(batch + 2);
    }
    vi.advanceTimersByTime(200);
    begun[2]?.defer('held', ['a']);
    await expect(answer).rejects.toBeInstanceOf(Overloaded);
    expect(begun).toHaveLength(3);
  } finally {
    vi.useRealTimers();
  }
});

test('names are queued for in turn, so that one that never comes keeps no other from it', async () => {
  const queued: string[] = [];
  const parts = harness({
    others: {
      findHeld: async (names) => names,
      waitFor: (name) => {
        queued.push(name);
        return Promise.reject(new Error('in vain'));
      },
    },
  });
  const { batcher, begun, settle } = parts;
  void batcher.submit('first');
  for (const item of ['a', 'b', 'c']) void batcher.submit(item);
  begun[0]?.end();
  await settle();
  begun[1]?.defer('held', ['a', 'b', 'c']);
  await until('each has been queued for', () => queued.length >= 6);
  expect(queued.slice(0, 6)).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});

test('what is held again after all was free is watched again', async () => {
  const parts = withOthers();
  const { begun, free, begins, held, batcher } = parts;
  await deferredTogether(parts, ['a'], ['a']);
  free('a');
  await begins('a', 3);
  begun[2]?.end();
  await until('it has landed', () => batcher.inFlight === 0);
  void batcher.submit('b');
  held.add('b');
  begun[3]?.defer('held', ['b']);
  await until('it is found held', () => batcher.deferred === 1);
  free('b');
  await begins('b', 5);
});

test('what was too heavy goes on in batches that hold it, in order of arrival, and the rest is answered', async () => {
  const { batcher, begun, settle } = harness({
    maxWeight: 2,
    inspect: async (items) => items.map((item) => ({ touches: [item], weight: 2 })),
  });
  const answers = ['first', 'a', 'b', 'c'].map((item) => batcher.submit(item));
  begun[0]?.end();
  await settle();
  // Nobody knew what they weigh.
  expect(begun[1]?.items).toEqual(['a', 'b']);
  begun[1]?.defer('heavy', ['b']);
  expect(await answers[1]).toBe('done a');
  await settle();
  expect(begun[2]?.items).toEqual(['b']);
  begun[2]?.end();
  await settle();
  expect(begun[3]?.items).toEqual(['c']);
});

test('what was too heavy is asked about by nobody: others do not hold it', async () => {
  const parts = withOthers();
  const { batcher, begun, settle, asked } = parts;
  void batcher.submit('a');
  begun[0]?.defer('heavy', ['a']);
  await settle();
  expect([begun.length, asked]).toEqual([2, []]);
});

test('who shares a batch with what others hold is not asked about: it was done', async () => {
  const parts = withOthers();
  const { batcher, begun, settle, asked } = parts;
  void batcher.submit('first');
  for (const item of ['a', 'b']) void batcher.submit(item);
  begun[0]?.end();
  await settle();
  begun[1]?.defer('held', ['a']);
  await settle();
  expect(asked).toEqual([['a']]);
});

test('who is deferred takes no place of those who wait for their first batch', async () => {
  const parts = withOthers({ maxWaiting: 1 });
  const { batcher, begun, settle, held } = parts;
  held.add('a');
  void batcher.submit('a');
  begun[0]?.defer('held', ['a']);
  await settle();
  expect([batcher.waiting, batcher.deferred]).toEqual([0, 1]);
  batcher.submit('a+z').catch(() => {});
  await expect(batcher.submit('a+y')).rejects.toThrow('too many are waiting');
  expect([batcher.waiting, batcher.deferred]).toEqual([1, 1]);
});

test('who could not be looked at when it was deferred is looked at again, and goes beside the others', async () => {
  let failures = 0;
  const parts = withOthers({
    slots: 2,
    maxItems: 1,
    inspect: async (items) => {
      if (failures-- > 0) throw new Error('gone');
      return items.map((item) => ({ touches: [item], weight: 1 }));
    },
  });
  const { batcher, begun, settle, begins } = parts;
  for (const item of ['first', 'a', 'b']) void batcher.submit(item);
  await settle();
  begun[0]?.end();
  await begins('b', 3);
  failures = 1;
  begun[2]?.defer('held', ['b']);
  await begins('b', 4);
});

test('one name is queued for at a time, whatever else is found to be held meanwhile', async () => {
  const queued: string[] = [];
  const others = {
    findHeld: async (names: string[]) => names,
    waitFor: (name: string) => {
      queued.push(name);
      return new Promise<void>(() => {});
    },
  };
  const { batcher, begun, settle } = harness({ others });
  void batcher.submit('a');
  begun[0]?.defer('held', ['a']);
  await until('it is queued for', () => queued.length === 1);
  void batcher.submit('b');
  await until('it goes', () => begun.length === 2);
  begun[1]?.defer('held', ['b']);
  await settle();
  expect([batcher.deferred, queued]).toEqual([2, ['a']]);
});

test('what can no longer be asked about holds nobody back', async () => {
  let isGone = false;
  const parts = withOthers({
    others: {
      findHeld: async (names) => {
        if (isGone) throw new Error('gone');
        return names;
      },
      waitFor: () => new Promise(() => {}),
    },
  });
  await deferredTogether(parts, ['a'], ['a']);
  expect(parts.order()).toEqual(['first', 'a']);
  isGone = true;
  await parts.begins('a', 3);
});
