/**
 * Remembers whether other processes have been faster at our products lately. Under contention every
 * optimistic attempt is wasted work, so a while of locking first is cheaper; now and then it is tried
 * again without.
 */
export interface Contention {
  readonly lockFirst: boolean;
  lost(): void;
  won(): void;
}

/** Batches that lock first after a lost race, before the version check alone is tried again. */
const WARY_BATCHES = 32;

export function createContention(): Contention {
  let wary = 0;
  return {
    get lockFirst() {
      return wary > 0;
    },
    lost() {
      wary = WARY_BATCHES;
    },
    won() {
      if (wary > 0) wary--;
    },
  };
}
