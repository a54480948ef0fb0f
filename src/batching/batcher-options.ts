import type { Deferred } from './deferred.ts';
import type { Others } from './held-names.ts';
import type { BatchLimits, Footprint } from './waiting-line.ts';

/**
 * Turns at something that other processes want as much. A batch that will touch it waits for its turn first, beside
 * the slots, and is filled when the turn has come, so that everybody who arrives meanwhile goes along.
 */
export interface Turns<Turn> {
  /** What has to be waited for, as a footprint names it; undefined where nothing is contended. */
  wanted(): string | undefined;
  /** May fail: the batch then goes without. */
  take(name: string): Promise<Turn>;
  /** A turn that came when nobody needed it any more. */
  giveBack(turn: Turn): void;
}

/** How a batch is to be done. */
export interface BatchTerms<Turn> {
  turn: Turn | undefined;
  /** How often the most deferred of its items was deferred before. */
  deferrals: number;
}

export interface BatcherOptions<Item, Outcome, Turn = never> extends BatchLimits {
  /**
   * Does a batch; one outcome for each item, in order, or Deferred. An error is everybody's of this batch. Ends the
   * turn.
   */
  run(items: Item[], terms: BatchTerms<Turn>): Promise<(Outcome | Deferred)[]>;
  /**
   * Says what each item will touch; undefined where the look did not reach that far, which it does for the first one
   * at least. A hint: a wrong one costs a race, not correctness. Without it nobody goes beside another, and nobody
   * is deferred.
   */
  inspect?(items: Item[]): Promise<(Footprint | undefined)[]>;
  /** Asked about what deferred items touch. */
  others?: Others;
  /** Batches in flight at once, one more for a turn; two of them never touch the same thing. */
  slots: number;
  /**
   * So many who wait are worth a batch beside another, 1 where nothing is said: a batch costs by itself what ten to twenty
   * of its items cost. Fewer go with the next one, or beside it once they have waited for a look's pause.
   */
  fewestBeside?: number;
  /**
   * Least time between the beginnings of two batches, in ms: who comes meanwhile goes along. After a quiet time a
   * batch begins with the next turn of the event loop, so that what arrives together goes together. Unset: at once.
   */
  pauseMs?: number;
  /** Items that wait for their first batch; one more is refused at once. */
  maxWaiting: number;
  /** How long an item waits for its batch to begin, in ms; as long as it takes where nothing is said. */
  maxWaitMs?: number;
  /** How long an item that is deferred again and again stays in the line, in ms since its first batch began. */
  maxDeferredMs?: number;
  turns?: Turns<Turn>;
  /** Told of each batch when it begins. */
  onBatch?(size: number): void;
}
