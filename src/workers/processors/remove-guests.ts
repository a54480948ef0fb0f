import type { Pool } from 'pg';
import { readSharedState, writeSharedState } from '../../jobs/shared-state.ts';
import { inBatches } from '../in-batches.ts';
import type { Processor } from '../processor.ts';
import { type GuestPosition, pruneGuests } from '../sql/prune-guests.ts';

/** Guests in one statement: what goes with each makes some tenths of a second. */
const SIZE = 500;
/** Statements in one run: half a million guests, also where all of them ordered and stay. */
const MOST = 1_000;

/**
 * Removes guests who never come back, some further each time: a run goes on where the last one ended, and begins anew
 * behind the youngest. Safe to run twice at once and to die in the middle of.
 */
export function removeGuests({ pool }: { pool: Pool }): Processor<'account.prune-guests'> {
  return async (_, { signal, log }) => {
    const note = await readSharedState<{ after?: GuestPosition | null }>(pool, 'account.prune-guests');
    let after = note?.value.after ?? undefined;
    let removed = 0;
    await inBatches({ size: SIZE, most: MOST, signal }, async (limit) => {
      const step = await pruneGuests(pool, after, limit);
      removed += step.removed;
      after = step.looked < limit ? undefined : step.last;
      return step.looked;
    });
    await writeSharedState(pool, 'account.prune-guests', { removed, after: after ?? null });
    if (removed > 0) log.info({ removed }, 'removed guests');
  };
}
