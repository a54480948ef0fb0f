import type { Pool } from 'pg';
import { writeSharedState } from '../../jobs/shared-state.ts';
import { runTransition } from '../../order-life/run-transition.ts';
import { continueErasure, runningErasures } from '../../privacy/continue-erasure.ts';
import { inBatches } from '../in-batches.ts';
import type { Processor } from '../processor.ts';

/** Erasures in one run; each is looked at every minute until the last token of its person has expired. */
const ERASURES = 1_000;
/** Transactions of one erasure in one run: 200,000 orders. */
const STEPS = 1_000;

/** Goes on with erasures that are under way, each where it was. */
export function continueErasures({ pool }: { pool: Pool }): Processor<'privacy.continue-erasures'> {
  return async (_, { signal }) => {
    const ids = await runningErasures(pool, ERASURES);
    for (const id of ids) {
      let after: string | undefined;
      await inBatches({ size: 1, most: STEPS, signal }, async () => {
        after = await runTransition(pool, (client) => continueErasure(client, id, after));
        return after === undefined ? 0 : 1;
      });
    }
    await writeSharedState(pool, 'privacy.continue-erasures', { running: ids.length });
  };
}
