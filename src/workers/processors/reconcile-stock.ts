import type { Pool } from 'pg';
import { writeNote } from '../../jobs/notes.ts';
import type { StockDrift } from '../../jobs/stock-drift.ts';
import { findDrift } from '../../ledger/find-drift.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Processor } from '../processor.ts';

/** It ends with an error rather than keep the database busy for longer, in ms. */
const STATEMENT_TIMEOUT_MS = 9 * 60_000;
/** Products that are named in log and note; `npm run reconcile` names all. */
const NAMED = 20;

/**
 * Looks for products whose stock, ledger and orders disagree, in one snapshot, on one core. What it finds is left
 * for an operator to judge: it says so in the log and in a note that metrics and the admin page read.
 */
export function reconcileStock({ pool }: { pool: Pool }): Processor<'ledger.reconcile-stock'> {
  return async (_, { log }) => {
    const drifts = await inTransaction(pool, async (client) => {
      await client.query(`set transaction read only; set local statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
      // The pool is set up for look-ups; this reads everything.
      await client.query('set local enable_seqscan = on; set local max_parallel_workers_per_gather = 0');
      return findDrift(client);
    });
    const skus = drifts.slice(0, NAMED).map((drift) => drift.sku);
    await writeNote(pool, 'ledger.reconcile-stock', { products: drifts.length, skus } satisfies StockDrift);
    if (drifts.length > 0) {
      log.error({ products: drifts.length, skus }, 'stock, ledger and orders disagree: npm run reconcile');
    } else {
      log.info('stock, ledger and orders agree');
    }
  };
}
