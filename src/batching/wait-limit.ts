import type { Line, Waiting } from './waiting-line.ts';

/**
 * Finds out who has waited for too long for a first batch. All may wait equally long and stand in the order in which
 * they came, so one timer does for all of them.
 *
 * @param maxWaitMs undefined: as long as it takes
 * @returns to be called when somebody has come
 */
export function createWaitLimit<Item, Outcome>(
  line: Line<Item, Outcome>,
  maxWaitMs: number | undefined,
  onLate: (waiting: Waiting<Item, Outcome>) => void,
): () => void {
  if (maxWaitMs === undefined) return () => {};
  let watching = false;
  const watch = (ms: number) => {
    watching = true;
    setTimeout(look, ms).unref();
  };
  const look = () => {
    watching = false;
    const now = performance.now();
    for (const waiting of line) {
      if (waiting.begunAt !== undefined) continue;
      const leftMs = waiting.cameAt + maxWaitMs - now;
      if (leftMs > 0) return watch(leftMs);
      onLate(waiting);
    }
  };
  return () => {
    if (!watching) watch(maxWaitMs);
  };
}
