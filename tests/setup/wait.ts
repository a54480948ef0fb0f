import { setTimeout as pause } from 'node:timers/promises';

/**
 * Far beyond what anything here takes, in ms, also on a machine where the start of a process takes fifteen seconds:
 * reaching it means that it never comes.
 */
const DEADLINE_MS = 100_000;
const POLL_MS = 5;

/** Asks again until `check` gives something truthy, and gives that back. @throws when the deadline passes */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`waited ${deadlineMs} ms in vain: ${what}`);
    await pause(POLL_MS);
  }
}

/** A promise and the functions that settle it. */
export const gate = () => Promise.withResolvers<void>();
