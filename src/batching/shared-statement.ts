import { createBatcher } from './batcher.ts';
import type { Deferred } from './deferred.ts';

/** Items in one statement: enough for every job that runs at once, small enough to be quick. */
const MAX_ITEMS = 200;
/** Who cannot get a word in for this long, in ms, fails: a job is tried again, a request answered. */
const PATIENCE_MS = 10_000;

export interface Sharing {
  /**
   * Least time between the beginnings of two statements, in ms: what comes meanwhile goes together. A statement
   * costs the database as much as ten to twenty of its rows (bench/README.md).
   */
  readonly pauseMs?: number;
  readonly patienceMs?: number;
  readonly maxItems?: number;
  /** Items that wait; one more is refused at once. Unset: any number. */
  readonly maxWaiting?: number;
}

/**
 * Lets what is asked at once share a statement, one at a time: what comes while one is under way, or too soon after
 * the last one, goes together in the next. So a statement begins after all that it answers was asked. An idle process
 * asks at once. An error is everybody's who shared the statement.
 *
 * @param run one outcome for each item, in order; Deferred for one that had no room, which goes with the next
 * @returns asks for one item @throws {Overloaded} @throws what `run` threw
 */
export function sharedStatement<Item, Outcome>(
  run: (items: Item[]) => Promise<(Outcome | Deferred)[]>,
  sharing: Sharing = {},
): (item: Item) => Promise<Outcome> {
  const { pauseMs = 0, patienceMs = PATIENCE_MS, maxItems = MAX_ITEMS } = sharing;
  const statements = createBatcher<Item, Outcome>({
    run,
    slots: 1,
    pauseMs,
    maxItems,
    maxWeight: maxItems,
    maxWaiting: sharing.maxWaiting ?? Number.POSITIVE_INFINITY,
    maxWaitMs: patienceMs,
    maxDeferredMs: patienceMs,
  });
  return (item) => statements.submit(item);
}
