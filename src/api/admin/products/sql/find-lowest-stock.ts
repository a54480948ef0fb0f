import type { Pool } from 'pg';
import { inTransaction } from '../../../../database/in-transaction.ts';

/** A product and how many units of it there were. */
export interface StockLevel {
  id: string;
  stock: number;
}

/** How long one walk through all products may take, in ms; the page waits for it. */
const WALK_MS = 10_000;

/**
 * The products for sale with the fewest units, the fewest first. A walk through the whole table, which is why its answer
 * is kept: an index by stock would make every sale write one more row version into every index of the product.
 */
export function findLowestStock(pool: Pool, limit: number): Promise<StockLevel[]> {
  return inTransaction(pool, async (client) => {
    await client.query(`set local enable_seqscan = on; set local statement_timeout = ${WALK_MS}`);
    const walk = {
      text: `
        select id, stock_quantity as stock from products where archived_at is null
         order by stock_quantity, id limit $1`,
      values: [limit],
      query_timeout: WALK_MS,
    };
    return (await client.query<StockLevel>(walk)).rows;
  });
}
