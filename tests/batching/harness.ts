import { createBatcher } from '../../src/batching/batcher.ts';
import type { BatcherOptions } from '../../src/batching/batcher-options.ts';

/** A batcher whose batches end when the test says so. Items are names of what they touch: "a", "a+b". */
export function harness(options: Partial<BatcherOptions<string, string, string>> = {}) {
  const begun: { items: string[]; turn: string | undefined; end: (error?: Error) => void }[] = [];
  const batcher = createBatcher<string, string, string>({
    maxItems: 10,
    maxWeight: 100,
    slots: 1,
    maxWaiting: 100,
    maxWaitMs: 10_000,
    inspect: async (items) => items.map((item) => ({ touches: item.split('+'), weight: 1 })),
    maxDeferredMs: 10_000,
    others: { findHeld: async () => [], waitFor: async () => {} },
    run: (items, { turn }) =>
      new Promise((resolve, reject) => {
        begun.push({
          items,
          turn,
          end: (error) => (error ? reject(error) : resolve(items.map((item) => `done ${item}`))),
        });
      }),
    ...options,
  });
  /** Lets promises settle; no timer is involved. */
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { batcher, begun, settle };
}
