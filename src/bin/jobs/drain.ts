import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { COUNT_AT_MOST, readDeliveryState } from '../../outbox/delivery-state.ts';

const POLL_MS = 250;
const REPORT_EVERY_MS = 5_000;

/** Waits until nothing is owed. @returns how many messages are still owed when the time is over, and how many failed */
export async function waitUntilDelivered(
  pool: Pool,
  timeoutMs: number,
): Promise<{ owed: number; failed: number }> {
  const deadline = performance.now() + timeoutMs;
  let reportedAt = performance.now();
  for (;;) {
    const { owed, failed } = await readDeliveryState(pool);
    if (owed === 0 || performance.now() >= deadline) return { owed, failed };
    if (performance.now() - reportedAt >= REPORT_EVERY_MS) {
      console.log(`${owed >= COUNT_AT_MOST ? 'more than ' : ''}${owed} still owed`);
      reportedAt = performance.now();
    }
    await sleep(POLL_MS);
  }
}
