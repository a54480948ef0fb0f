import type { Statement } from '../../database/statement.ts';

/** $1 text, $2 text[]: a provider, and payments as it calls them. */
export const findByRefs: Statement = {
  name: 'order-payments.find-by-refs',
  text: `
    select id, order_id, ref, captured::float8 as captured, refunded::float8 as refunded
      from payments where provider = $1 and ref = any($2::text[])`,
};

export interface KnownPaymentRow {
  id: string;
  order_id: string;
  ref: string;
  captured: number;
  refunded: number;
}

/** $1 text, $2 timestamptz: payments of a provider that brought money and were begun since then. */
export const findPaid: Statement = {
  name: 'order-payments.find-paid',
  text: `
    select id, order_id, ref, captured::float8 as captured, refunded::float8 as refunded
      from payments where provider = $1 and created_at >= $2 and captured > 0 and ref is not null`,
};

/** $1 int: rows at most. Orders whose amounts are not those of their payments less a surplus
 * that went back by itself, or before they were placed, to their buyer or to a bank (takeAmounts), and payments that their entries contradict. */
export const findContradictions: Statement = {
  name: 'order-payments.find-contradictions',
  text: `
    select o.id as order_id, null::uuid as payment_id, o.captured::float8 as said, (k.captured - s.surplus)::float8 as known
      from orders o
      join lateral (select sum(captured) as captured, sum(refunded) as refunded
                      from payments where order_id = o.id) k on k.captured is not null
      cross join lateral (
        select case when exists (select from order_payment_terms where order_id = o.id)
                    then coalesce((select max(created_at) from order_events
                                    where order_id = o.id and type = 'order.placed'), 'infinity') end as placed_at) t
      cross join lateral (
        select case when k.captured <= o.total then 0 else
                 least(k.captured - o.total, k.refunded,
                       coalesce((select sum(q.amount) from payment_operations q
                                  where q.order_id = o.id and q.kind = 'REFUND' and q.state = 'SUCCEEDED'
                                    and (q.actor_role = 'SYSTEM' and q.reason = 'surplus' or q.created_at <= t.placed_at)), 0)
                       + coalesce((select sum(e.amount) from payments p join payment_entries e on e.payment_id = p.id
                                    where p.order_id = o.id and e.kind = 'CHARGEBACK' and e.currency = p.currency
                                      and e.recorded_at <= t.placed_at
                                      and not exists (select from payment_entries w
                                                       where w.payment_id = p.id and w.kind = 'CHARGEBACK_WON'
                                                         and w.fact_ref = e.fact_ref)), 0)) end as surplus) s
     where o.payment_begun and (o.captured, o.refunded) <> (k.captured - s.surplus, k.refunded - s.surplus)
    union all
    select p.order_id, p.id, p.captured::float8,
           coalesce(sum(e.amount) filter (where e.kind = 'CAPTURED' and e.currency = p.currency), 0)::float8
      from payments p left join payment_entries e on e.payment_id = p.id
     group by p.id
    having p.captured <> coalesce(sum(e.amount) filter (where e.kind = 'CAPTURED' and e.currency = p.currency), 0)
     limit $1`,
};

export interface ContradictionRow {
  order_id: string;
  payment_id: string | null;
  said: number;
  known: number;
}
