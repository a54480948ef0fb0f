import { FIRST_ID } from '../ids.ts';
import { manualProvider } from '../payments/manual-provider.ts';
import type { PaymentContext } from './context.ts';
import { findPartlyPaid } from './sql/find-partly-paid.ts';

/** Orders that are read at once. */
const BATCH = 500;

/**
 * Counts once more what is due of orders that were cancelled in part and paid in part: the releases before did not keep it.
 * What they owe by that is found by the relay.
 *
 * @returns how many it counted
 */
export async function settlePartlyPaid(
  { pool, fold }: Pick<PaymentContext, 'pool' | 'fold'>,
  signal: AbortSignal,
): Promise<number> {
  let counted = 0;
  let after = FIRST_ID;
  for (;;) {
    const { rows } = await pool.query<{ id: string }>({ ...findPartlyPaid, values: [after, BATCH] });
    for (const { id } of rows) {
      if (signal.aborted) return counted;
      await fold({ orderId: id, provider: manualProvider.name, facts: [] });
      counted++;
    }
    if (rows.length < BATCH) return counted;
    after = rows.at(-1)!.id;
  }
}
