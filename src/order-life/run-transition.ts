import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';

/** Times that a change is decided. The locks are taken in one order, so that more than one is rare. */
const MAX_ATTEMPTS = 10;

/**
 * Runs changes of orders in one transaction, and decides them again on fresh rows where PostgreSQL broke a deadlock, a
 * race was lost, or stock came up to its bound while they were decided: nobody is refused for that.
 *
 * @param work all of the transaction; it may run several times
 */
export async function runTransition<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(pool, work);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isPassing(error)) throw error;
    }
  }
}

function isPassing(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '40001' || code === '40P01' || (code === '23514' && constraint === 'products_stock_range');
}
