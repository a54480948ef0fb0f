const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Between one attempt and the next, in ms: that of Standard Webhooks 1.0.0, 75 hours in all. */
export const pauses: readonly number[] = [
  ...[5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS],
  ...[10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, 24 * HOUR_MS],
];
/** The longest pause that a receiver may ask for, in ms. */
const MOST_ASKED_MS = 24 * HOUR_MS;
/** What failed together does not come back together: a pause is longer by up to this share. */
const JITTER = 0.2;

/**
 * Ms until the next attempt, or undefined when there is none any more.
 *
 * @param failed attempts that failed since it was owed, from 1
 * @param askedMs what the receiver asked for; a shorter pause is not made longer than it has to be
 */
export function pauseAfter(
  failed: number,
  askedMs: number | undefined,
  random = Math.random(),
): number | undefined {
  const planned = pauses[failed - 1];
  if (planned === undefined) return undefined;
  return Math.round(Math.max(planned, Math.min(askedMs ?? 0, MOST_ASKED_MS)) * (1 + JITTER * random));
}
