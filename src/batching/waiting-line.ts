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
  /** Its place among all that ever came. */
  readonly serial: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
  /** As performance.now() tells it. */
  readonly cameAt: number;
  /** From now on it is not dropped because whoever asked is gone. */
  readonly stay: () => void;
  /** Unknown until it has been looked at, and where that failed. */
  footprint: Footprint | undefined;
  /** A look at it is under way, or was taken. */
  inspected: boolean;
  /** How often its batch began and did nothing for it. */
  deferrals: number;
  /** When its first batch began, as performance.now() tells it. */
  begunAt: number | undefined;
}

export type Line<Item, Outcome> = Set<Waiting<Item, Outcome>>;

export interface BatchLimits {
  maxItems: number;
  maxWeight: number;
}

/**
 * How many names are gone through for one batch. Far more than a full line of usual pieces touches, so that nobody is
 * hidden by those who wait in front; a bound where thousands of heavy pieces wait, in some milliseconds of work.
 */
const HORIZON_NAMES = 32_768;

/** What the next batch must not touch. */
export interface Taken {
  /** By batches in flight: it will be free soon. */
  busy: ReadonlySet<string>;
  /** By others, nobody knows for how long. */
  held: ReadonlySet<string>;
}

/**
 * Takes the next batch out of the line, in order of arrival, leaving out what touches something `busy` or `held`.
 * What comes after a left-out piece and touches the same thing stays behind it: nobody is overtaken for
 * the thing that they wait for. Only who waits for something held lets others pass for all else.
 */
export function takeCompatible<I, O>(
  line: Line<I, O>,
  { busy, held }: Taken,
  limits: BatchLimits,
): Waiting<I, O>[] {
  const batch: Waiting<I, O>[] = [];
  const blocked = new Set(busy);
  let weight = 0;
  let names = 0;
  for (const waiting of line) {
    if (batch.length >= limits.maxItems || names > HORIZON_NAMES) break;
    const { footprint } = waiting;
    // Not looked at yet: it may touch anything, and so may whatever arrived after it.
    if (!footprint) break;
    names += footprint.touches.length;
    if (held.size > 0 && footprint.touches.some((name) => held.has(name))) continue;
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

/**
 * Takes the front of the line, looked at or not; for when nothing else is in flight. What is unknown counts as the
 * lightest: whoever does the batch finds out, and defers what is too much.
 */
export function takeFront<I, O>(line: Line<I, O>, limits: BatchLimits): Waiting<I, O>[] {
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

/** Brings `back` to where they were in the line: before all who came later. */
export function putBack<I, O>(line: Line<I, O>, back: readonly Waiting<I, O>[]): void {
  const all = [...line, ...back].sort((a, b) => a.serial - b.serial);
  line.clear();
  for (const waiting of all) line.add(waiting);
}

/** Whether somebody in the line wants one of `names`, or may want it, as nobody has looked yet. */
export function mayWant<I, O>(line: Line<I, O>, names: ReadonlySet<string>): boolean {
  let seen = 0;
  for (const { footprint } of line) {
    if (!footprint || footprint.touches.some((name) => names.has(name))) return true;
    seen += footprint.touches.length;
    if (seen > HORIZON_NAMES) return true;
  }
  return false;
}
