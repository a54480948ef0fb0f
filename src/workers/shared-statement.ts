import { createBatcher } from '../batching/batcher.ts';

/** Items in one statement: enough for every job that runs at once, small enough to be quick. */
const MAX_ITEMS = 200;
/** A job that cannot get a word in for this long, in ms, fails and is tried again. */
const PATIENCE_MS = 10_000;

/**
 * Lets jobs that run at once share a statement: what comes while one is under way goes together in the next.
 * An idle worker asks at once. An error is everybody's who shared the statement; their jobs are tried again.
 *
 * @param run one outcome for each item, in order
 */
export function sharedStatement<Item, Outcome>(
  run: (items: Item[]) => Promise<Outcome[]>,
  patienceMs = PATIENCE_MS,
): (item: Item) => Promise<Outcome> {
  const batcher = createBatcher<Item, Outcome>({
    run,
    inspect: async () => [],
    slots: 1,
    maxItems: MAX_ITEMS,
    maxWeight: MAX_ITEMS,
    maxWaiting: 10_000,
    maxWaitMs: patienceMs,
  });
  return (item) => batcher.submit(item);
}
