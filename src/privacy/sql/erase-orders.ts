import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid[]: orders. Takes out of them what tells of a person: who bought, how they are reached, where they live, and what
 * they wrote. What was bought, what it cost, and city, region, country and the beginning of the postal code stay. An order that loses something has the next version: who has read it
 * reads it again. One that has nothing left stays as it is.
 */
export const eraseOrders: Statement = {
  name: 'privacy.erase-orders',
  text: `
    with wanted as (
      select id from unnest($1::uuid[]) as w (id)
    ), links as (
      delete from mailed_links l using wanted w, order_contacts c
       where c.order_id = w.id and l.email = lower(c.email) and l.mailed_at is not null
    ), contacts as (
      update order_contacts c set email = null, phone = null, note = null
        from wanted w where c.order_id = w.id and num_nonnulls(c.email, c.phone, c.note) > 0
      returning c.order_id
    ), addresses as (
      update order_addresses a
         set name = null, company = null, line1 = null, line2 = null, phone = null, postal_code = left(a.postal_code, 3)
        from wanted w
       where a.order_id = w.id
         and (num_nonnulls(a.name, a.company, a.line1, a.line2, a.phone) > 0 or length(a.postal_code) > 3)
      returning a.order_id
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
      select order_id from contacts union select order_id from addresses
      union select order_id from notes union select order_id from reasons
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
