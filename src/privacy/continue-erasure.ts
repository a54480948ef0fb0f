import type { Pool, PoolClient } from 'pg';
import { uuidAt } from '../lists/uuid-time.ts';
import { eraseStep } from './erase-step.ts';
import { endLogins, removeAnswers, removeOwn } from './sql/erase-account.ts';
import { completeErasure, type ErasureRow, findRunning, holdErasure } from './sql/erasures.ts';

/** Longer than an access token is good: until then a request that was let in before may still write something. */
const LASTS_SECONDS = 20 * 60;
/** Orders that were placed as it began may have an id from before: clocks differ. In ms. */
const LOOK_BACK_MS = 3_600_000;

/** Erasures that are not over, the longest under way first. */
export async function runningErasures(pool: Pool, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({ ...findRunning, values: [limit] });
  return rows.map(({ id }) => id);
}

/**
 * Goes on with an erasure for one step, and ends it where nothing is left. Twice at once, or after it died, is harmless.
 *
 * One transaction, the caller's. Locks the erasure, what is the person's alone, then orders in id order.
 *
 * @param after what the step before returned; undefined for the first one of a run
 * @returns undefined where there is nothing more for now
 */
export async function continueErasure(
  client: PoolClient,
  id: string,
  after: string | undefined,
): Promise<string | undefined> {
  const { rows } = await client.query<ErasureRow>({ ...holdErasure, values: [id] });
  const erasure = rows[0];
  if (!erasure || erasure.completed_ms !== null) return undefined;
  for (const statement of [...removeOwn, endLogins])
    await client.query({ ...statement, values: [erasure.customerId] });
  const next = await eraseStep(client, erasure, after ?? beginningOf(erasure));
  await client.query({ ...removeAnswers, values: [erasure.customerId] });
  if (next === undefined) await client.query({ ...completeErasure, values: [id, LASTS_SECONDS] });
  return next;
}

function beginningOf({ erased_through, requested_ms }: ErasureRow): string {
  const recent = uuidAt(requested_ms - LOOK_BACK_MS);
  const through = erased_through ?? uuidAt(0);
  return through < recent ? through : recent;
}
