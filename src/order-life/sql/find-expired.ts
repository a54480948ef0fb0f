import type { Statement } from '../../database/statement.ts';

/**
 * $1 int. Unpaid orders whose time is over and that nobody may be paying at this moment: an attempt that its provider has
 * not ended is waited for, but for an hour at most. The longest first, held to the end of the transaction; those that somebody
 * holds are left for later. The last line's place tells how many there are.
 */
export const findExpired: Statement = {
  name: 'order-life.find-expired',
  text: `
    select o.id, (select position from order_items i where i.order_id = o.id order by position desc limit 1) as last_position
      from orders o
     where o.status = 'PENDING' and o.expires_at <= now()
       and (o.expires_at <= now() - interval '1 hour'
            or not exists (select from payments p where p.order_id = o.id and p.open))
     order by o.expires_at
     limit $1::int
       for no key update of o skip locked`,
};

export interface ExpiredRow {
  id: string;
  last_position: number | null;
}
