import { oneAtATime, TimeoutError, withTimeout } from '../../../async/timeout.ts';

/** A figure, or why there is none: it did not come in time, or asking for it failed. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly late: boolean };

/** No figure holds up the page for longer than this, in ms. */
const TIMEOUT_MS = 1_000;
/** One that has kept others waiting before gets this long to come after all, in ms. */
const LEFT_MS = 50;

/**
 * Asks for a figure with patience of its own. One that hangs is asked once until it comes back, and holds
 * nobody up twice.
 */
export function createReader<T>(
  ask: () => Promise<T>,
  onFault: (error: unknown) => void,
  timeoutMs = TIMEOUT_MS,
): () => Promise<Reading<T>> {
  let since: number | undefined;
  const once = oneAtATime(async () => {
    since = performance.now();
    return ask();
  });
  return async () => {
    try {
      const answer = once();
      const waited = performance.now() - (since ?? performance.now());
      return { ok: true, value: await withTimeout(Math.max(LEFT_MS, timeoutMs - waited), answer) };
    } catch (error) {
      onFault(error);
      return { ok: false, late: error instanceof TimeoutError };
    }
  };
}
