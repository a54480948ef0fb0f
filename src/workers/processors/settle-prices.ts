import type { Pool } from 'pg';
import { settlePrices as settle } from '../../catalog/settle-prices.ts';
import { writeSharedState } from '../../jobs/shared-state.ts';
import { inBatches } from '../in-batches.ts';
import type { Processor } from '../processor.ts';

/** Products in one transaction: each is held once, for a few ms. */
const SIZE = 100;
/** Transactions in one run; the next one comes soon. */
const MOST = 1_000;

/** Stores the prices that count, of products whose scheduled price has begun or ended. */
export function settlePrices({ pool }: { pool: Pool }): Processor<'catalog.settle-prices'> {
  return async (_, { signal, log }) => {
    let products = 0;
    await inBatches({ size: SIZE, most: MOST, signal }, async (limit) => {
      const settled = await settle(pool, limit);
      products += settled;
      return settled;
    });
    await writeSharedState(pool, 'catalog.settle-prices', { products });
    if (products > 0) log.info({ products }, 'scheduled prices were stored');
  };
}
