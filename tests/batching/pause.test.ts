import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBatcher } from '../../src/batching/batcher.ts';

const PAUSE_MS = 5_000;

describe('batches with a pause between them, and no look at what they touch', () => {
  let begun: string[][];
  let end: () => void;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'performance'] });
    begun = [];
  });
  afterEach(() => void vi.useRealTimers());

  const open = (over: { maxItems?: number; slots?: number } = {}) =>
    createBatcher<string, void>({
      maxItems: 10,
      maxWeight: 10,
      slots: 1,
      maxWaiting: 100,
      pauseMs: PAUSE_MS,
      run: (items) =>
        new Promise((resolve) => {
          begun.push(items);
          end = () => resolve(items.map(() => undefined));
        }),
      ...over,
    });

  it('begin together for all who came in one turn of the event loop', async () => {
    const batcher = open();
    void batcher.submit('a');
    void batcher.submit('b');
    expect(begun).toEqual([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toEqual([['a', 'b']]);
  });

  it('begin a pause apart, counted from beginning to beginning', async () => {
    const batcher = open();
    void batcher.submit('a');
    await vi.advanceTimersByTimeAsync(0);
    await vi.advanceTimersByTimeAsync(PAUSE_MS / 2);
    end();
    void batcher.submit('b');
    await vi.advanceTimersByTimeAsync(PAUSE_MS / 2 - 1);
    void batcher.submit('c');
    expect(begun).toEqual([['a']]);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toEqual([['a'], ['b', 'c']]);
  });

  it('wait for the one before them, however long it takes, and keep their bound', async () => {
    const batcher = open({ maxItems: 2, slots: 2 });
    void batcher.submit('a');
    await vi.advanceTimersByTimeAsync(0);
    for (const item of ['b', 'c', 'd']) void batcher.submit(item);
    await vi.advanceTimersByTimeAsync(100 * PAUSE_MS);
    expect(begun).toEqual([['a']]);
    expect(batcher.waiting).toBe(3);
    end();
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toEqual([['a'], ['b', 'c']]);
  });
});
