import type { Statement } from '../../database/statement.ts';

export interface UnpaidRow {
  user_id: string;
  unpaid: number;
}

/** $1 uuid[]: buyers. How many orders of each wait for money. */
export const countUnpaid: Statement = {
  name: 'orders.count-unpaid',
  text: `
    select user_id, count(*)::int as unpaid
      from orders
     where user_id = any($1::uuid[]) and status = 'PENDING'
     group by user_id`,
};
