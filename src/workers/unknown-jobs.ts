import type { Failure } from '../jobs/failure.ts';

/**
 * While a new version is rolled out, or was rolled back, a worker meets jobs that it does not know, and payloads that
 * it cannot read. They are no fault of anybody: they wait for a worker that can, as long as such a one may come.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is owed waits over a weekend and the days until somebody has rolled the new version out again. */
const OWED_FOR_MS = 7 * DAY_MS;
/** A wish, or a turn of a schedule: the next one comes anyway, and many of them must not pile up. */
const OTHERS_FOR_MS = HOUR_MS;

/** The first pause until another worker may take it, and the longest: doubled, as for failed attempts. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;

/** No worker knew it for so long that none will. */
export function isUnknownForTooLong(forMs: number, owed = true): boolean {
  return forMs > (owed ? OWED_FOR_MS : OTHERS_FOR_MS);
}

/** Why it failed for good then. */
export function unknownFailure(job: string, attempts = 0): Failure {
  const days = OWED_FOR_MS / DAY_MS;
  return { failure: 'invalid', detail: `No version has known the job ${job} for ${days} days`, attempts };
}

/** Milliseconds until the next worker may take it; half by chance, so that not the same one takes all of them. */
export function unknownPause(timesTaken: number, random = Math.random()): number {
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(timesTaken - 1, 30));
  return Math.round(pauseMs * (0.5 + random / 2));
}
