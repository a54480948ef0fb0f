import type { Pool } from 'pg';
import { uuidAt } from '../../../../lists/uuid-time.ts';
import { readOrderNumber } from '../../../../orders/order-number.ts';

/** Ids of the orders that bear a number: those of its minute that end like it. */
export async function findByNumber(pool: Pool, number: string): Promise<string[]> {
  const sought = readOrderNumber(number);
  if (!sought) return [];
  const { rows } = await pool.query<{ id: string }>({
    name: 'operators.find-by-number',
    text: `select id from orders where id >= $1 and id < $2 and right(id::text, 6) = $3 order by id limit 20`,
    values: [uuidAt(sought.fromMs), uuidAt(sought.toMs), sought.ending],
  });
  return rows.map((row) => row.id);
}
