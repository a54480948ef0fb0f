import type { Pool } from 'pg';
import { runTransition } from '../order-life/run-transition.ts';
import { manualProvider } from '../payments/manual-provider.ts';
import { applyFacts } from './apply-facts.ts';
import { findPartlyPaid } from './sql/find-partly-paid.ts';

/** Orders that are read at once. */
const BATCH = 500;

/**
 * Counts once more what is due of orders that were cancelled in part and paid in part: the releases before did not keep it.
 * What they owe by that is found by the relay. A transaction for each order, as of applyFacts.
 *
 * @returns how many it counted
 */
export async function settlePartlyPaid(pool: Pool, signal: AbortSignal): Promise<number> {
  let counted = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await pool.query<{ id: string }>({ ...findPartlyPaid, values: [after, BATCH] });
    for (const { id } of rows) {
      if (signal.aborted) return counted;
      await runTransition(pool, (client) =>
        applyFacts(client, [{ orderId: id, provider: manualProvider.name, facts: [] }]),
      );
      counted++;
    }
    if (rows.length < BATCH) return counted;
    after = rows.at(-1)!.id;
  }
}
