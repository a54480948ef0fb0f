import type { Statement } from '../../database/statement.ts';

/**
 * $1 int. Unpaid orders whose time is over, the longest first, held to the end of the transaction; those that somebody
 * holds are left for later. The last line's place tells how many there are.
 */
export const findExpired: Statement = {
  name: 'order-life.find-expired',
  text: `
    select o.id, (select position from order_items i where i.order_id = o.id order by position desc limit 1) as last_position
      from orders o
     where o.status = 'PENDING' and o.expires_at <= now()
     order by o.expires_at
     limit $1::int
       for no key update of o skip locked`,
};

export interface ExpiredRow {
  id: string;
  last_position: number | null;
}
