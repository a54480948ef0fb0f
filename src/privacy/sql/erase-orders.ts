import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid[]: orders. Takes out of them what tells of a person: who bought, and what was written beside a cancellation
 * or a return. What was bought and what it cost stays. An order that loses something has the next version: who has read it
 * reads it again. One that has nothing left stays as it is.
 */
export const eraseOrders: Statement = {
  name: 'privacy.erase-orders',
  text: `
    with wanted as (
      select id from unnest($1::uuid[]) as w (id)
    ), notes as (
      update order_cancellations c set note = null
        from wanted w where c.order_id = w.id and c.note is not null
      returning c.order_id
    ), reasons as (
      update order_return_items u set reason = ''
        from wanted w, order_returns r
       where r.order_id = w.id and u.return_id = r.id and u.reason <> ''
      returning r.order_id
    ), lost as (
      select order_id from notes union select order_id from reasons
    ), erased as (
      update orders o set customer_email = null, customer_name = null, version = o.version + 1
        from wanted w
       where o.id = w.id
         and (o.customer_email is not null or o.customer_name is not null or o.id in (select order_id from lost))
      returning o.id
    )
    select count(*)::int as orders from erased`,
};

export interface ErasedOrdersRow {
  /** How many lost something. */
  orders: number;
}
