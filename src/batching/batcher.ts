import { Abandoned } from '../async/abandoned.ts';
import type { BatcherOptions } from './batcher-options.ts';
import { Deferred } from './deferred.ts';
import { createHeldNames, type Others } from './held-names.ts';
import { inSlices } from './in-slices.ts';
import { createLooks } from './looks.ts';
import { createPace } from './pace.ts';
import { createWaitLimit } from './wait-limit.ts';
import { type Line, mayWant, putBack, takeCompatible, takeFront, type Waiting } from './waiting-line.ts';

/** Nothing was done: too many wait already, or this one waited too long. Trying again soon makes sense. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

export interface Batcher<Item, Outcome> {
  /** Whose first batch has not begun. */
  readonly waiting: number;
  /** Whose batch did nothing for them, and who wait for the next one. */
  readonly deferred: number;
  readonly inFlight: number;
  /**
   * @param signal aborting it drops an item whose batch has not begun
   * @throws {Overloaded} @throws {Abandoned} @throws what `run` threw
   */
  submit(item: Item, signal?: AbortSignal): Promise<Outcome>;
}

/** A batch on its way, or one that waits for its turn. */
interface Flight<Item, Outcome> {
  /** Undefined: anything. */
  touches: ReadonlySet<string> | undefined;
  batch: Waiting<Item, Outcome>[];
  /** Goes beside the slots. */
  hasTurn: boolean;
}

/**
 * Natural batching, as in group commit: what arrives while a batch is in flight waits for the next one, and
 * whoever waits when a slot becomes free goes together. There is no timer, unless a pause is asked for: an idle
 * process begins at once with a batch of one, a busy one fills its batches by itself.
 *
 * Batches in flight at once are kept apart by what they touch. An item is looked at for that only while it would
 * have to wait anyway. A batch that began without a look may touch anything, so it runs alone, until a look at it is
 * back. What somebody outside of this process holds is waited for in the line and not in a slot.
 */
export function createBatcher<Item, Outcome, Turn = never>(
  options: BatcherOptions<Item, Outcome, Turn>,
): Batcher<Item, Outcome> {
  const { slots, turns, inspect, pauseMs, maxWaitMs, maxDeferredMs = 0 } = options;
  const fewestBeside = Math.min(options.fewestBeside ?? 1, options.maxItems);
  const line: Line<Item, Outcome> = new Set();
  const flights = new Set<Flight<Item, Outcome>>();
  let serial = 0;
  /** Of those in the line. */
  let deferred = 0;
  /** The last turn came when nobody could use it: the next one is taken when a batch has landed. */
  let turnWasIdle = false;
  const pace = pauseMs === undefined ? undefined : createPace(pauseMs, () => fill());

  const leave = (waiting: Waiting<Item, Outcome>, error: Error) => {
    waiting.stay();
    if (line.delete(waiting)) waiting.reject(error);
  };
  const watchWaits = createWaitLimit(line, maxWaitMs, (waiting) =>
    leave(waiting, new Overloaded(`waited for ${maxWaitMs} ms`)),
  );

  const hasFreeSlot = () => {
    let used = 0;
    for (const flight of flights) if (!flight.hasTurn) used++;
    return used < slots;
  };

  const held = createHeldNames(
    options.others ?? nobody,
    () => mayWant(line, held.names),
    () => schedule(),
  );

  const looks = createLooks<Item, Outcome>({
    inspect,
    unknown(patient) {
      const unknown: Waiting<Item, Outcome>[] = [];
      // With one slot nobody goes beside another, unless somebody waits for a turn or for what others hold.
      if (line.size === 0 || (slots === 1 && held.names.size === 0 && !hasFreeSlot())) return unknown;
      const isCalm = held.names.size === 0 && turns?.wanted() === undefined;
      if (!patient && isCalm && line.size < fewestBeside) return unknown;
      // A crowd came without a look at those before it, who are in flight now.
      if ((patient || fewestBeside > 1) && hasFreeSlot()) {
        for (const { touches, batch } of flights) {
          if (!touches) unknown.push(...batch.filter((waiting) => !waiting.footprint));
        }
      }
      const most = unknown.length + options.maxItems * slots;
      for (const waiting of line) {
        if (!waiting.inspected) unknown.push(waiting);
        if (unknown.length >= most) break;
      }
      return unknown;
    },
    onLook() {
      for (const flight of flights) flight.touches ??= touchesOf(flight.batch);
      const before = flights.size;
      fill();
      return flights.size > before || !hasFreeSlot();
    },
  });

  const begin = (flight: Flight<Item, Outcome>, batch: Waiting<Item, Outcome>[], turn?: Turn) => {
    flight.batch = batch;
    flight.touches = touchesOf(batch);
    flights.add(flight);
    options.onBatch?.(batch.length);
    const now = performance.now();
    pace?.began();
    let deferrals = 0;
    for (const waiting of batch) {
      waiting.stay();
      waiting.begunAt ??= now;
      if (waiting.deferrals > 0) deferred--;
      deferrals = Math.max(deferrals, waiting.deferrals);
    }
    const items = batch.map((waiting) => waiting.item);
    // Also where it throws before it returns a promise.
    const run = async () => options.run(items, { turn, deferrals });
    run().then(
      (outcomes) => landWith(flight, outcomes),
      (error) => land(flight, batch, (waiting) => waiting.reject(error)),
    );
  };

  const land = (
    flight: Flight<Item, Outcome>,
    batch: Waiting<Item, Outcome>[],
    settle: (waiting: Waiting<Item, Outcome>, n: number) => void,
  ) => {
    flights.delete(flight);
    looks.reset();
    turnWasIdle = false;
    schedule();
    // The next batch goes ahead of this one's answers: the database works while they are written.
    inSlices(batch, flights.size > 0, settle);
  };

  const landWith = async (flight: Flight<Item, Outcome>, outcomes: (Outcome | Deferred)[]) => {
    const { batch } = flight;
    const settle = (waiting: Waiting<Item, Outcome>, n: number) => {
      const outcome = outcomes[n];
      if (outcome instanceof Deferred) return;
      if (n in outcomes) waiting.resolve(outcome as Outcome);
      else waiting.reject(new Error('the batch gave no outcome'));
    };
    if (!outcomes.some((outcome) => outcome instanceof Deferred)) return land(flight, batch, settle);
    inSlices(batch, false, settle);
    const reasonOf = (outcome?: Outcome | Deferred) =>
      outcome instanceof Deferred ? outcome.reason : undefined;
    await defer(
      batch.filter((_, n) => reasonOf(outcomes[n])),
      batch.filter((_, n) => reasonOf(outcomes[n]) === 'held'),
    );
    land(flight, [], () => {});
  };

  /** Puts `back` into the line again, all of them known, and finds out what of them others hold. */
  const defer = async (back: Waiting<Item, Outcome>[], blocked: Waiting<Item, Outcome>[]) => {
    const footprints = (await inspect?.(back.map((waiting) => waiting.item)).catch(() => undefined)) ?? [];
    for (const [n, waiting] of back.entries()) {
      waiting.footprint = footprints[n];
      waiting.inspected = waiting.footprint !== undefined;
      waiting.deferrals++;
    }
    const touched = touchesOf(blocked.filter((waiting) => waiting.footprint)) ?? [];
    if (blocked.length > 0) await held.add([...touched]);
    const now = performance.now();
    const isLate = ({ begunAt = now }) => now - begunAt >= maxDeferredMs;
    const patient = back.filter((waiting) => !isLate(waiting));
    putBack(line, patient);
    deferred += patient.length;
    for (const waiting of back.filter(isLate)) {
      waiting.reject(new Overloaded(`deferred for ${maxDeferredMs} ms`));
    }
  };

  /** The next batch for `own`, which may touch nothing that the other flights touch and nothing that others hold. */
  const takeNext = (own?: Flight<Item, Outcome>): Waiting<Item, Outcome>[] => {
    const rivals = [...flights].filter((flight) => flight !== own);
    if (rivals.length === 0 && held.names.size === 0) return takeFront(line, options);
    const busy = new Set<string>();
    for (const { touches } of rivals) {
      if (!touches) return [];
      for (const name of touches) busy.add(name);
    }
    return takeCompatible(line, { busy, held: held.names }, options);
  };

  /** Waits for a turn where somebody may need it. @returns whether it does */
  const waitForTurn = (): boolean => {
    const name = turns?.wanted();
    if (!turns || name === undefined || turnWasIdle || held.names.has(name)) return false;
    for (const { touches, hasTurn } of flights) if (hasTurn || !touches || touches.has(name)) return false;
    if (!mayWant(line, new Set([name]))) return false;
    const flight: Flight<Item, Outcome> = { touches: new Set([name]), batch: [], hasTurn: true };
    flights.add(flight);
    const onTurn = (turn?: Turn) => {
      const batch = takeNext(flight);
      if (batch.length > 0) begin(flight, batch, turn);
      else {
        flights.delete(flight);
        if (turn !== undefined) turns.giveBack(turn);
        turnWasIdle = true;
      }
      schedule();
    };
    turns.take(name).then(onTurn, () => onTurn());
    return true;
  };

  /** Begins what can begin. */
  const fill = () => {
    while (line.size > 0) {
      if (waitForTurn()) continue;
      if (!hasFreeSlot()) return;
      const batch = takeNext();
      if (batch.length === 0) return;
      begin({ touches: undefined, batch, hasTurn: false }, batch);
    }
  };

  const schedule = () => {
    if (!pace) fill();
    else if (line.size > 0 && hasFreeSlot()) pace.beginSoon();
    looks.next();
  };

  return {
    get waiting() {
      return line.size - deferred;
    },
    get deferred() {
      return deferred;
    },
    get inFlight() {
      return flights.size;
    },
    submit(item, signal) {
      if (line.size - deferred >= options.maxWaiting)
        return Promise.reject(new Overloaded('too many are waiting'));
      if (signal?.aborted) return Promise.reject(new Abandoned('given up before it began'));
      return new Promise<Outcome>((resolve, reject) => {
        const onAbort = () => leave(waiting, new Abandoned('given up before it began'));
        const waiting: Waiting<Item, Outcome> = {
          item,
          serial: serial++,
          cameAt: performance.now(),
          footprint: undefined,
          inspected: false,
          deferrals: 0,
          begunAt: undefined,
          stay: () => signal?.removeEventListener('abort', onAbort),
          resolve,
          reject,
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        line.add(waiting);
        watchWaits();
        // While something is in flight, only a look at what it touches can tell whether it may join.
        if (flights.size === 0 && held.names.size === 0) schedule();
        else looks.next();
      });
    },
  };
}

const nobody: Others = { findHeld: async () => [], waitFor: async () => {} };

/** What a batch touches; undefined where one of it is unknown. */
function touchesOf<I, O>(batch: readonly Waiting<I, O>[]): Set<string> | undefined {
  const touches = new Set<string>();
  for (const { footprint } of batch) {
    if (!footprint) return undefined;
    for (const name of footprint.touches) touches.add(name);
  }
  return touches;
}
