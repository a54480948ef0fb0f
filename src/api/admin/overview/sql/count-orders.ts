import type { Pool } from 'pg';
import { uuidAt } from '../../../../lists/uuid-time.ts';
import type { CountEvents } from '../rolling-counter.ts';

/** Orders by the second in which their ids were made: a range of the primary key, and nothing but the key. */
export function countOrders(pool: Pool): CountEvents {
  return async (from, to, limit) => {
    const { rows } = await pool.query<{ second: number; count: number }>({
      name: 'operators.count-orders',
      text: `
        select (('x' || substr(id::text, 1, 8) || substr(id::text, 10, 4))::bit(48)::bigint / 1000)::float8 as second,
               count(*)::int as count
          from (select id from orders where id >= $1 and id < $2 order by id desc limit $3) newest
         group by 1`,
      values: [uuidAt(from * 1_000), uuidAt(to * 1_000), limit],
    });
    return {
      bySecond: new Map(rows.map((row) => [row.second, row.count])),
      rows: rows.reduce((sum, row) => sum + row.count, 0),
    };
  };
}
