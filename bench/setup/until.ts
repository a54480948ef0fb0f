import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 100;

/** Comes back when `check` says so. */
export async function until(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await sleep(PAUSE_MS);
}
