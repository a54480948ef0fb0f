import { createBatcher } from '../batching/batcher.ts';

/** Items in one statement: enough for every job that runs at once, small enough to be quick. */
const MAX_ITEMS = 200;
/** A job that cannot get a word in for this long, in ms, fails and is tried again. */
const PATIENCE_MS = 10_000;

export interface Sharing {
  /**
   * Least time between the beginnings of two statements, in ms: what comes meanwhile goes together. A statement
   * costs the database as much as ten to twenty of its rows (bench/README.md).
   */
  readonly pauseMs?: number;
  readonly patienceMs?: number;
}

/**
 * Lets jobs that run at once share a statement, one at a time: what comes while one is under way, or too soon after
 * the last one, goes together in the next. An idle worker asks at once. An error is everybody's who shared the
 * statement; their jobs are tried again.
 *
 * @param run one outcome for each item, in order
 */
export function sharedStatement<Item, Outcome>(
  run: (items: Item[]) => Promise<Outcome[]>,
  { pauseMs = 0, patienceMs = PATIENCE_MS }: Sharing = {},
): (item: Item) => Promise<Outcome> {
  const statements = createBatcher<Item, Outcome>({
    run,
    slots: 1,
    pauseMs,
    maxItems: MAX_ITEMS,
    maxWeight: MAX_ITEMS,
    maxWaiting: Number.POSITIVE_INFINITY,
    maxWaitMs: patienceMs,
  });
  return (item) => statements.submit(item);
}
