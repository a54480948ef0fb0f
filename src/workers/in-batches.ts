import { setTimeout as sleep } from 'node:timers/promises';

export interface BatchRun {
  /** Rows in one statement, each statement a transaction: it holds its locks for milliseconds. */
  readonly size: number;
  /** Statements in one run; what is left has its turn with the next one. */
  readonly most: number;
  readonly signal: AbortSignal;
}

/**
 * Repeats `step` until it finds less than a full batch. In between it rests as long as the batch took, so that
 * background work never has more than half of one connection.
 *
 * @returns how many rows there were in all
 */
export async function inBatches(run: BatchRun, step: (limit: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < run.most; batch++) {
    run.signal.throwIfAborted();
    const began = performance.now();
    const found = await step(run.size);
    total += found;
    if (found < run.size) break;
    await sleep(performance.now() - began);
  }
  return total;
}
