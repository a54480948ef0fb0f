import { type BatchLimits, type Footprint, takeCompatible, takeFront, type Waiting } from './waiting-line.ts';

/** Nothing was begun: too many wait already, or this one waited too long. Trying again soon makes sense. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** Whoever asked is gone; nothing was begun. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

/**
 * Turns at something that other processes want as much. A batch that will touch it waits for its turn first and
 * is filled when the turn has come, so that everybody who arrives meanwhile goes along.
 */
export interface Turns<Turn> {
  /** What has to be waited for, as a footprint names it; undefined where nothing is contended. */
  wanted(): string | undefined;
  /** May fail: the batch then goes without. */
  take(name: string): Promise<Turn>;
  /** A turn that came when nobody needed it any more. */
  giveBack(turn: Turn): void;
}

export interface BatcherOptions<Item, Outcome, Turn = never> extends BatchLimits {
  /** Does a batch; one outcome for each item, in order. An error is everybody's of this batch. Ends the turn. */
  run(items: Item[], turn?: Turn): Promise<Outcome[]>;
  /** Says what each item will touch. A hint: a wrong one costs a race, not correctness. */
  inspect(items: Item[]): Promise<Footprint[]>;
  /** Batches in flight at once; two of them never touch the same thing. */
  slots: number;
  /** Items that wait; one more is refused at once. */
  maxWaiting: number;
  /** How long an item waits for its batch to begin, in ms. */
  maxWaitMs: number;
  turns?: Turns<Turn>;
  /** Told of each batch when it begins. */
  onBatch?(size: number): void;
}

export interface Batcher<Item, Outcome> {
  readonly waiting: number;
  readonly inFlight: number;
  /**
   * @param signal aborting it drops an item whose batch has not begun
   * @throws {Overloaded} @throws {Abandoned} @throws what `run` threw
   */
  submit(item: Item, signal?: AbortSignal): Promise<Outcome>;
}

/**
 * Natural batching, as in group commit: what arrives while a batch is in flight waits for the next one, and
 * whoever waits when a slot becomes free goes together. There is no timer: an idle process begins at once
 * with a batch of one, a busy one fills its batches by itself.
 *
 * With several slots, batches in flight at once are kept apart by what they touch. An item is inspected for
 * that only while it would have to wait anyway; a batch that began without inspection runs alone.
 */
export function createBatcher<Item, Outcome, Turn = never>(
  options: BatcherOptions<Item, Outcome, Turn>,
): Batcher<Item, Outcome> {
  const line = new Set<Waiting<Item, Outcome>>();
  const flights = new Set<Flight>();
  let inspecting = false;
  /** A slot is free and the last inspection found nobody for it: the next one is due when a batch has landed. */
  let fruitless = false;
  /** The last turn came when nobody could use it: the next one is taken when a batch has landed. */
  let turnWasIdle = false;

  const begin = (flight: Flight, batch: Waiting<Item, Outcome>[], turn?: Turn) => {
    const known = batch.every((waiting) => waiting.footprint);
    flight.touches = known ? new Set(batch.flatMap((w) => w.footprint?.touches ?? [])) : undefined;
    flights.add(flight);
    options.onBatch?.(batch.length);
    const land = (settle: (waiting: Waiting<Item, Outcome>, n: number) => void) => {
      flights.delete(flight);
      fruitless = false;
      turnWasIdle = false;
      schedule();
      // The next batch goes ahead of this one's answers: the database works while they are written.
      inSlices(batch, flights.size > 0, settle);
    };
    options
      .run(
        batch.map((waiting) => waiting.item),
        turn,
      )
      .then(
        (outcomes) =>
          land((waiting, n) => {
            if (n in outcomes) waiting.resolve(outcomes[n] as Outcome);
            else waiting.reject(new Error('the batch gave no outcome'));
          }),
        (error) => land((waiting) => waiting.reject(error)),
      );
  };

  /** The next batch for `own`, which may touch nothing that the other flights touch. */
  const takeNext = (own?: Flight): Waiting<Item, Outcome>[] => {
    const others = [...flights].filter((flight) => flight !== own);
    if (others.length === 0) return takeFront(line, options);
    const busy = new Set<string>();
    for (const { touches } of others) {
      if (!touches) return [];
      for (const name of touches) busy.add(name);
    }
    return takeCompatible(line, busy, options);
  };

  const waitForTurn = ({ take, giveBack }: Turns<Turn>, name: string) => {
    const flight: Flight = { touches: new Set([name]) };
    flights.add(flight);
    const onTurn = (turn?: Turn) => {
      const batch = takeNext(flight);
      if (batch.length > 0) begin(flight, batch, turn);
      else {
        flights.delete(flight);
        if (turn !== undefined) giveBack(turn);
        turnWasIdle = true;
      }
      schedule();
    };
    take(name).then(onTurn, () => onTurn());
  };

  const schedule = () => {
    while (line.size > 0 && flights.size < options.slots) {
      const name = options.turns?.wanted();
      const mine = (flight: Flight) => !flight.touches || flight.touches.has(name as string);
      if (options.turns && name !== undefined && !turnWasIdle && ![...flights].some(mine)) {
        waitForTurn(options.turns, name);
        continue;
      }
      const batch = takeNext();
      if (batch.length === 0) break;
      begin({ touches: undefined }, batch);
    }
    inspectNext();
  };

  const inspectNext = () => {
    if (inspecting || fruitless || options.slots === 1) return;
    const unknown: Waiting<Item, Outcome>[] = [];
    for (const waiting of line) {
      if (!waiting.inspected) unknown.push(waiting);
      if (unknown.length >= options.maxItems * options.slots) break;
    }
    if (unknown.length === 0) return;
    inspecting = true;
    for (const waiting of unknown) waiting.inspected = true;
    options
      .inspect(unknown.map((waiting) => waiting.item))
      .then(
        (footprints) => {
          for (const [n, waiting] of unknown.entries()) waiting.footprint = footprints[n];
        },
        // Without a footprint it waits until nothing is in flight: slower, never wrong.
        () => {},
      )
      .finally(() => {
        inspecting = false;
        const before = flights.size;
        schedule();
        fruitless = flights.size === before && flights.size < options.slots;
      });
  };

  return {
    get waiting() {
      return line.size;
    },
    get inFlight() {
      return flights.size;
    },
    submit(item, signal) {
      if (line.size >= options.maxWaiting) return Promise.reject(new Overloaded('too many are waiting'));
      if (signal?.aborted) return Promise.reject(new Abandoned('given up before it began'));
      return new Promise<Outcome>((resolve, reject) => {
        const leave = (error: Error) => {
          if (line.delete(waiting)) waiting.reject(error);
        };
        const onAbort = () => leave(new Abandoned('given up before it began'));
        const timer = setTimeout(
          () => leave(new Overloaded(`waited for ${options.maxWaitMs} ms`)),
          options.maxWaitMs,
        );
        const settled = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
        };
        const waiting: Waiting<Item, Outcome> = {
          item,
          footprint: undefined,
          inspected: false,
          resolve: (outcome) => {
            settled();
            resolve(outcome);
          },
          reject: (error) => {
            settled();
            reject(error);
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        line.add(waiting);
        // While something is in flight, only a look at what it touches can tell whether it may join.
        if (flights.size === 0) schedule();
        else inspectNext();
      });
    },
  };
}

/** A batch on its way, or one that waits for its turn. */
interface Flight {
  /** Undefined: anything. */
  touches: ReadonlySet<string> | undefined;
}

/** How many are settled before others have their turn: each may go on to do work of its own, such as answering. */
const SLICE = 8;

/** Calls `each` for all of `list`, a slice in each turn of the event loop; the first at once, or in the next turn. */
function inSlices<T>(
  list: readonly T[],
  later: boolean,
  each: (value: T, n: number) => void,
  from = 0,
): void {
  if (later) {
    setImmediate(() => inSlices(list, false, each, from));
    return;
  }
  const end = Math.min(from + SLICE, list.length);
  for (let n = from; n < end; n++) each(list[n] as T, n);
  if (end < list.length) inSlices(list, true, each, end);
}
