/** Keeps the beginnings of something apart. */
export interface Pace {
  /** Calls `begin` once the pause is over, however often it is asked to meanwhile. */
  beginSoon(): void;
  /** Something began: from now on the pause counts. */
  began(): void;
}

/**
 * @param pauseMs least time between two beginnings, in ms. After a quiet time `begin` is called in the next turn of the
 * event loop, so that what arrives together goes together.
 */
export function createPace(pauseMs: number, begin: () => void): Pace {
  let beganAt = Number.NEGATIVE_INFINITY;
  let pausing = false;
  const end = () => {
    pausing = false;
    begin();
  };
  return {
    beginSoon() {
      if (pausing) return;
      pausing = true;
      const waitMs = beganAt + pauseMs - performance.now();
      if (waitMs > 0) setTimeout(end, waitMs);
      else setImmediate(end);
    },
    began() {
      beganAt = performance.now();
    },
  };
}
