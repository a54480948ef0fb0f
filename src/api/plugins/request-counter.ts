/** Counts requests by key in windows of fixed length, in the memory of this process. */
export interface RequestCounter {
  /** Counts one. @returns 0 while there is room, else how many ms are left of the key's window */
  take(key: string): number;
  /** What is left of the key's window after the last `take`. */
  left(key: string): { requests: number; ms: number };
}

/** Keys that are remembered, some 20 MB: a flood from more addresses makes the ones that came first be forgotten. */
const MAX_KEYS = 200_000;

/**
 * A window begins with the first request of its key. Memory is bounded by the keys of two windows, and by `maxKeys`: a
 * counter and its promise for every request, and a timer for every key, would cost more than the rest of a small route.
 */
export function createRequestCounter(
  limit: { requests: number; windowMs: number },
  maxKeys = MAX_KEYS,
): RequestCounter {
  const windows = new Map<string, { count: number; ends: number }>();
  let sweepAt = 0;
  /** A tenth of them at once: the way to the oldest of a map leads past those that were removed before it. */
  const forgetOldest = () => {
    for (const key of windows.keys()) {
      windows.delete(key);
      if (windows.size <= 0.9 * maxKeys) return;
    }
  };
  return {
    take(key) {
      const now = performance.now();
      if (now >= sweepAt) {
        for (const [known, window] of windows) if (window.ends <= now) windows.delete(known);
        sweepAt = now + limit.windowMs;
      }
      const window = windows.get(key);
      if (window === undefined || window.ends <= now) {
        windows.delete(key);
        if (windows.size >= maxKeys) forgetOldest();
        windows.set(key, { count: 1, ends: now + limit.windowMs });
        return 0;
      }
      window.count++;
      return window.count <= limit.requests ? 0 : window.ends - now;
    },
    left(key) {
      const window = windows.get(key);
      return {
        requests: Math.max(0, limit.requests - (window?.count ?? 0)),
        ms: window ? Math.max(0, window.ends - performance.now()) : limit.windowMs,
      };
    },
  };
}
