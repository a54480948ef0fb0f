/** $1 int: rows at most. One row for each thing that an order says otherwise than what it follows from. */
export const orderDrift = `
  with recorded as (
    select order_id, position, sum(cancelled) as cancelled, sum(fulfilled) as fulfilled, sum(returned) as returned,
           sum(restocked) as restocked, sum(awaited) as awaited
      from (select c.order_id, u.position, u.quantity as cancelled, 0 as fulfilled, 0 as returned, u.restocked, 0 as awaited
              from order_cancellation_items u join order_cancellations c on c.id = u.cancellation_id
             where c.undone_at is null
            union all
            select f.order_id, u.position, 0, u.quantity, 0, 0, 0
              from fulfillment_items u join fulfillments f on f.id = u.fulfillment_id
             where f.undone_at is null
            union all
            select r.order_id, u.position, 0, 0, u.restocked + u.discarded, u.restocked,
                   (r.status in ('REQUESTED', 'PARTIALLY_RECEIVED'))::int
              from order_return_items u join order_returns r on r.id = u.return_id) records
     group by order_id, position
  ), items as (
    select i.order_id, i.position, i.product_id, i.quantity, i.cancelled, i.fulfilled, i.returned, i.restocked,
           coalesce(r.cancelled, 0) as known_cancelled, coalesce(r.fulfilled, 0) as known_fulfilled,
           coalesce(r.returned, 0) as known_returned, coalesce(r.restocked, 0) as known_restocked,
           coalesce(r.awaited, 0) as awaited, i.line_total, coalesce(i.discount, 0) as discount, coalesce(i.tax, 0) as tax
      from order_items i left join recorded r on r.order_id = i.order_id and r.position = i.position
  ), moved as (
    select reference as order_id, product_id, sum(delta) as units
      from stock_movements where reason in ('cancellation', 'return') group by reference, product_id
  ), charged as (
    select order_id, sum(amount) as amount, sum(discount) as discount, sum(tax) as tax from order_charges group by order_id
  ), taken_off as (
    select order_id, sum(amount) as amount from order_discounts group by order_id
  ), derived as (
    select order_id, sum(line_total) as items_total, sum(discount) as discount, sum(tax) as tax,
           case when bool_and(cancelled = quantity) then 'CANCELLED' else 'PLACED' end as status,
           case when sum(fulfilled) = 0 then 'UNFULFILLED'
                when bool_and(cancelled + fulfilled = quantity) then 'FULFILLED'
                else 'PARTIALLY_FULFILLED' end as fulfillment_status,
           case when sum(returned) = 0 then case when sum(awaited) > 0 then 'REQUESTED' else 'NONE' end
                when bool_and(returned = quantity - cancelled) then 'RETURNED'
                else 'PARTIALLY_RETURNED' end as return_status
      from items group by order_id
  ), drift as (
    select i.order_id, i.position, v.what, v.said::text as said, v.known::text as known
      from items i left join moved m on m.order_id = i.order_id and m.product_id = i.product_id
     cross join lateral (values
            ('cancelled', i.cancelled, i.known_cancelled), ('fulfilled', i.fulfilled, i.known_fulfilled),
            ('returned', i.returned, i.known_returned), ('restocked', i.restocked, i.known_restocked),
            ('restocked in the ledger', coalesce(m.units, 0), i.restocked)) v (what, said, known)
     where v.said <> v.known
    union all
    select m.order_id, null, 'restocked in the ledger', m.units::text, 'not ordered'
      from moved m
     where not exists (select from items i where i.order_id = m.order_id and i.product_id = m.product_id)
    union all
    select o.id, null, v.what, v.said, v.known
      from orders o join derived d on d.order_id = o.id
     cross join lateral (values
            ('status', case o.status when 'PENDING' then 'PLACED' else o.status end, d.status),
            ('fulfillment status', o.fulfillment_status, d.fulfillment_status),
            ('return status', o.return_status, d.return_status)) v (what, said, known)
     where v.said <> v.known
    union all
    select o.id, null, v.what, v.said::text, v.known::text
      from orders o join derived d on d.order_id = o.id
      left join charged c on c.order_id = o.id
      left join taken_off t on t.order_id = o.id
     cross join lateral (values
            ('sum of its lines', coalesce(o.items_total, o.total), d.items_total),
            ('sum of its charges', coalesce(o.charges_total, 0), coalesce(c.amount, 0)),
            ('sum of its discounts', coalesce(o.discount_total, 0), coalesce(t.amount, 0)),
            ('shared discount', coalesce(o.discount_total, 0), d.discount + coalesce(c.discount, 0)),
            ('shared tax', coalesce(o.tax_total, 0), d.tax + coalesce(c.tax, 0))) v (what, said, known)
     where v.said <> v.known
  )
  select order_id, position, what, said, known from drift order by order_id, position nulls first, what limit $1`;

export interface OrderDriftRow {
  order_id: string;
  /** Of the item; null where it is the order itself. */
  position: number | null;
  what: string;
  said: string;
  known: string;
}
