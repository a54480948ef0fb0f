import { setTimeout as sleep } from 'node:timers/promises';
import { Availability } from '../jobs/availability.ts';

export interface LookLoopOptions {
  /** Pause where a look found less than it may, in ms; longer after each failure. */
  readonly pollMs: number;
  /** What one look takes at most: as much says that there is more. */
  readonly limit: number;
  /** Least time between two looks, in ms: what calls meanwhile shares the next one; 0 unless told. */
  readonly leastMs?: number;
  onLost(error: unknown): void;
  onBack(): void;
}

export interface LookLoop {
  /** There may be work before the pause is over. Not heeded while what is needed for a look is gone. */
  wake(): void;
  /** Ends after the look under way. */
  stop(): Promise<void>;
}

/** Longest pause between two looks while what is needed for them is gone, in ms. */
const MAX_PAUSE_MS = 5_000;

/** Looks for work again and again: at once where there is more, after a pause where there is not. */
export function startLooking(
  lookOnce: () => Promise<number>,
  { pollMs, limit, leastMs = 0, onLost, onBack }: LookLoopOptions,
): LookLoop {
  const outage = new Availability({ onLost, onBack });
  let isStopping = false;
  let failures = 0;
  let pausing = new AbortController();
  const loop = async (): Promise<void> => {
    while (!isStopping) {
      let pauseMs = pollMs;
      // Whoever calls while it looks may have something that it does not see any more.
      pausing = new AbortController();
      try {
        if ((await lookOnce()) === limit) pauseMs = 0;
        failures = 0;
        outage.back();
      } catch (error) {
        outage.lost(error);
        pauseMs = Math.min(MAX_PAUSE_MS, pollMs * 2 ** Math.min(failures++, 10));
      }
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: pausing.signal }).catch(() => {});
      if (leastMs > 0 && !isStopping) await sleep(leastMs);
    }
  };
  const running = loop();
  return {
    wake() {
      if (failures === 0) pausing.abort();
    },
    stop() {
      isStopping = true;
      pausing.abort();
      return running;
    },
  };
}
