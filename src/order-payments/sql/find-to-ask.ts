import type { Statement } from '../../database/statement.ts';

/**
 * $1 int. Unpaid orders whose time is over and that have an open payment which nobody is ending, held to the end of the
 * transaction; those that somebody holds are left for later. Where a provider would not end one it is asked again after
 * ten minutes.
 */
export const findToAsk: Statement = {
  name: 'order-payments.find-to-ask',
  text: `
    select o.id
      from orders o
     where o.status = 'PENDING' and o.expires_at <= now() and o.payment_begun
       and exists (select from payments p where p.order_id = o.id and p.open
                     and not exists (select from payment_operations q
                                      where q.payment_id = p.id and q.kind = 'VOID'
                                        and (q.finished_at is null or q.finished_at > now() - interval '10 minutes')))
     order by o.expires_at
     limit $1::int
       for no key update of o skip locked`,
};
