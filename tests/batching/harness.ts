import { createBatcher } from '../../src/batching/batcher.ts';
import type { BatcherOptions } from '../../src/batching/batcher-options.ts';
import { Deferred } from '../../src/batching/deferred.ts';

/** A batch that has begun. */
interface Begun {
  items: string[];
  turn: string | undefined;
  deferrals: number;
  end: (error?: Error) => void;
  /** Ends it without having done anything for `items`. */
  defer: (reason: Deferred['reason'], items: string[]) => void;
}

/**
 * A batcher whose batches end when the test says so, and which gives up nobody, unless a test asks for that: a test
 * leaves what it does not need waiting. Items are names of what they touch: "a", "a+b".
 */
export function harness(options: Partial<BatcherOptions<string, string, string>> = {}) {
  const begun: Begun[] = [];
  const batcher = createBatcher<string, string, string>({
    maxItems: 10,
    maxWeight: 100,
    slots: 1,
    maxWaiting: 100,
    maxDeferredMs: 10_000,
    inspect: async (items) => items.map((item) => ({ touches: item.split('+'), weight: 1 })),
    others: { findHeld: async () => [], waitFor: async () => {} },
    run: (items, { turn, deferrals }) =>
      new Promise((resolve, reject) => {
        const done = items.map((item) => `done ${item}`);
        begun.push({
          items,
          turn,
          deferrals,
          end: (error) => (error ? reject(error) : resolve(done)),
          defer: (reason, deferred) =>
            resolve(items.map((item, n) => (deferred.includes(item) ? new Deferred(reason) : done[n]!))),
        });
      }),
    ...options,
  });
  /** Lets promises settle; no timer is involved. */
  const settle = async () => {
    for (let turn = 0; turn < 40; turn++) await Promise.resolve();
  };
  return { batcher, begun, settle };
}
