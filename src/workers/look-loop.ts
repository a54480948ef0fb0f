import { setTimeout as sleep } from 'node:timers/promises';
import { Availability } from '../jobs/availability.ts';

export interface LookLoopOptions {
  /** Pause where a look found less than it may, in ms; longer after each failure. */
  readonly pollMs: number;
  /** What one look takes at most: as much says that there is more. */
  readonly limit: number;
  onLost(error: unknown): void;
  onBack(): void;
}

export interface LookLoop {
  /** Ends after the look under way. */
  stop(): Promise<void>;
}

/** Longest pause between two looks while what is needed for them is gone, in ms. */
const MAX_PAUSE_MS = 5_000;

/** Looks for work again and again: at once where there is more, after a pause where there is not. */
export function startLooking(
  lookOnce: () => Promise<number>,
  { pollMs, limit, onLost, onBack }: LookLoopOptions,
): LookLoop {
  const stopping = new AbortController();
  const outage = new Availability({ onLost, onBack });
  const loop = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      let pauseMs = pollMs;
      try {
        if ((await lookOnce()) === limit) pauseMs = 0;
        failures = 0;
        outage.back();
      } catch (error) {
        outage.lost(error);
        pauseMs = Math.min(MAX_PAUSE_MS, pollMs * 2 ** Math.min(failures++, 10));
      }
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = loop();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}
