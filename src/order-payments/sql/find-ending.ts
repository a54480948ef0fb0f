import type { Statement } from '../../database/statement.ts';

/**
 * $1 int: rows at most. Orders of which goods have gone and money is held that is let go within a day: what is captured with
 * the first parcel was refused. It is asked for once more in that day; after that it waits for a person.
 */
export const findEnding: Statement = {
  name: 'order-payments.find-ending',
  text: `
    select p.order_id as id
      from payments p
     where p.open and p.authorized > 0 and p.capture_before <= now() + interval '24 hours'
       and exists (select from order_items i where i.order_id = p.order_id and i.fulfilled > 0)
       and not exists (select from payment_operations q
                        where q.payment_id = p.id and q.kind in ('CAPTURE', 'VOID')
                          and (q.finished_at is null or q.created_at > p.capture_before - interval '24 hours'))
     order by p.capture_before
     limit $1`,
};
