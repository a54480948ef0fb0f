import type { Footprint, Waiting } from './waiting-line.ts';

/** Looks that may help nobody before a pause: one at the first who came, and one at those who came meanwhile. */
const VAIN_LOOKS = 2;

/**
 * How long after looks that helped nobody the next one is taken, in ms: longer than a batch of a quiet machine
 * takes, so that a busy line is looked at no more often than batches land; short for somebody who waits without need.
 */
const PAUSE_MS = 20;

export interface LooksOptions<Item, Outcome> {
  /** Without it nobody is looked at. */
  inspect: ((items: Item[]) => Promise<(Footprint | undefined)[]>) | undefined;
  /** Who is to be looked at. @param patient also those in flight, whom a look helps only if they stay there */
  unknown(patient: boolean): Waiting<Item, Outcome>[];
  /** Told of a look that was taken. @returns whether it was of use: false where a slot is free as before */
  onLook(): boolean;
}

export interface Looks {
  /** Looks at who is unknown: at once, or soon where looks have helped nobody. */
  next(): void;
  /** Something landed: the next look may help, however the last ones went. */
  reset(): void;
}

/** Looks at those who wait, one look at a time and in bounded number, to learn what they will touch. */
export function createLooks<Item, Outcome>(options: LooksOptions<Item, Outcome>): Looks {
  const { inspect } = options;
  if (!inspect) return { next() {}, reset() {} };
  let looking = false;
  let inVain = 0;
  let timer: NodeJS.Timeout | undefined;

  const look = (unknown: Waiting<Item, Outcome>[]) => {
    looking = true;
    clearTimeout(timer);
    timer = undefined;
    for (const waiting of unknown) waiting.inspected = true;
    inspect(unknown.map((waiting) => waiting.item))
      .catch(() => undefined)
      .then((footprints) => {
        for (const [n, waiting] of unknown.entries()) {
          waiting.footprint = footprints?.[n];
          // The look did not reach so far, or failed: it stays unknown until the next one.
          waiting.inspected = waiting.footprint !== undefined;
        }
        looking = false;
        const wasOfUse = options.onLook();
        // After one that failed comes a pause, whoever waits.
        if (!footprints) inVain = VAIN_LOOKS;
        else inVain = wasOfUse ? 0 : inVain + 1;
        looks.next();
      });
  };

  const looks: Looks = {
    next() {
      if (looking) return;
      // Also during a pause: who waited for it alone may be a crowd by now.
      const atOnce = inVain < VAIN_LOOKS ? options.unknown(false) : [];
      if (atOnce.length > 0) return look(atOnce);
      if (timer || options.unknown(true).length === 0) return;
      timer = setTimeout(() => {
        timer = undefined;
        const unknown = options.unknown(true);
        if (!looking && unknown.length > 0) look(unknown);
      }, PAUSE_MS);
    },
    reset() {
      inVain = 0;
      clearTimeout(timer);
      timer = undefined;
    },
  };
  return looks;
}
