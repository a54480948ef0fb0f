/** What a piece of work will touch, and how heavy it is. */
export interface Footprint {
  /** Names of what must not be touched by two batches at once. */
  touches: readonly string[];
  /** Any unit that adds up; a batch holds at most `maxWeight`, or a single heavier piece. */
  weight: number;
}

/** A piece of work that waits for its batch. */
export interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
  /** Unknown until it has been inspected, and where inspection failed. */
  footprint: Footprint | undefined;
  inspected: boolean;
}

export interface BatchLimits {
  maxItems: number;
  maxWeight: number;
}

/** How many of those that wait are looked at for one batch: enough to fill it, bounded when thousands wait. */
const HORIZON = 1_024;

/**
 * Takes the next batch out of the line, in order of arrival, leaving out what touches something `busy`.
 * What comes after a left-out piece and touches the same thing stays behind it: nobody is overtaken for
 * the thing that they wait for.
 */
export function takeCompatible<I, O>(
  line: Set<Waiting<I, O>>,
  busy: ReadonlySet<string>,
  limits: BatchLimits,
): Waiting<I, O>[] {
  const batch: Waiting<I, O>[] = [];
  const blocked = new Set(busy);
  let weight = 0;
  let seen = 0;
  for (const waiting of line) {
    if (batch.length >= limits.maxItems || ++seen > HORIZON) break;
    const { footprint } = waiting;
    // Not inspected yet: it may touch anything, and so may whatever arrived after it.
    if (!footprint) break;
    const fits = batch.length === 0 || weight + footprint.weight <= limits.maxWeight;
    if (fits && !footprint.touches.some((name) => blocked.has(name))) {
      batch.push(waiting);
      weight += footprint.weight;
    } else {
      for (const name of footprint.touches) blocked.add(name);
    }
  }
  for (const waiting of batch) line.delete(waiting);
  return batch;
}

/** Takes the front of the line, inspected or not; for when nothing else is in flight. */
export function takeFront<I, O>(line: Set<Waiting<I, O>>, limits: BatchLimits): Waiting<I, O>[] {
  const batch: Waiting<I, O>[] = [];
  let weight = 0;
  for (const waiting of line) {
    const next = waiting.footprint?.weight ?? 1;
    if (batch.length >= limits.maxItems || (batch.length > 0 && weight + next > limits.maxWeight)) break;
    batch.push(waiting);
    weight += next;
  }
  for (const waiting of batch) line.delete(waiting);
  return batch;
}
