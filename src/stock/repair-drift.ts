import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { moveStock } from './move-stock.ts';

/**
 * Writes down a difference between a product's stock and its ledger: a movement of its own, reason
 * `reconciliation`, under the product's row lock and with a version of its own. The stock stays what it is,
 * because it is what is being sold; from then on the ledger adds up to it.
 *
 * @returns the delta that was written; 0 when there was no difference any more
 */
export function repairDrift(pool: Pool, productId: string, note: string): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows: products } = await client.query<{ stock_quantity: number }>(
      'select stock_quantity from products where id = $1 for no key update',
      [productId],
    );
    // A statement of its own: it sees what was committed while the lock was waited for.
    const { rows: sums } = await client.query<{ total: string }>(
      'select coalesce(sum(delta), 0) as total from stock_movements where product_id = $1',
      [productId],
    );
    const delta = (products[0]?.stock_quantity ?? 0) - Number(sums[0]?.total ?? 0);
    if (delta !== 0) await moveStock(client, [{ productId, delta, reason: 'reconciliation', note }]);
    return delta;
  });
}
