import { setTimeout as sleep } from 'node:timers/promises';

/** Comes back when `check` says so. @param pauseMs between two times that it is asked: what it costs beside what it adds */
export async function until(check: () => Promise<boolean>, pauseMs = 100): Promise<void> {
  while (!(await check())) await sleep(pauseMs);
}
