import type { Pool } from 'pg';
import type { OperationKind } from '../../../../entities/payment-operation.entity.ts';
import { refundIsOwed } from '../../../../payments/sql/is-refund-owed.ts';
import { orderLacksMoney } from '../../../../payments/sql/lacks-money.ts';

/** Money that a person has to look after; amounts in minor units. */
export interface Trouble {
  kind: 'failed' | 'toSend' | 'doubt' | 'ending' | 'gone' | 'payment.mismatched' | 'payment.charged_back';
  orderId: string;
  /** Of `failed`, `toSend` and `doubt`. */
  operation: OperationKind | null;
  operationId: string | null;
  provider: string | null;
  amount: number;
  currency: string;
  /** The provider's code. */
  failure: string | null;
  attempts: number | null;
  at: Date;
}

/**
 * Whether the money of payment.mismatched `e` needs a person: what is in the order's currency while the order waits for the rest, as
 * what is too much goes back by itself; what is in another, as long as it is held or was not given back.
 */
const mismatchStands = `exists (
  select from payments p join orders o on o.id = p.order_id
   where p.id = (e.data->>'paymentId')::uuid
     and case when e.data->>'currency' = p.currency
              then o.status = 'PENDING' and (p.authorized > 0 or p.captured > p.refunded)
              else (select coalesce(sum(n.amount) filter (where n.kind = 'CAPTURED'), 0)
                         > coalesce(sum(n.amount) filter (where n.kind in ('REFUNDED', 'CHARGEBACK')), 0)
                        or p.open and bool_or(n.kind = 'AUTHORIZED') and not bool_or(n.kind = 'CAPTURED')
                      from payment_entries n
                     where n.payment_id = p.id and n.currency = e.data->>'currency'
                       and not exists (select from payment_entries u
                                        where u.payment_id = p.id and u.fact_ref = n.fact_ref
                                          and (n.kind, u.kind) in (('REFUNDED', 'REFUND_FAILED'), ('CHARGEBACK', 'CHARGEBACK_WON'))))
         end)`;

/**
 * What went wrong with money, the newest first, a bounded number of each kind: what a provider refused to do, what is on
 * record as given back and waits to be sent by hand, what has no answer for long, what is held and let go within a day, what was let go of an order that is placed, until it is asked for anew, paid or cancelled, and for 60 days what is not as it was asked for, while money of it is there, or was taken back. A capture that was refused once
 * its payment is over harms nobody, nor does an end of what was paid, nor a refund whose money has gone back in another way.
 *
 * @param limit rows of each kind
 */
export async function findTrouble(pool: Pool, limit: number): Promise<Trouble[]> {
  const { rows } = await pool.query<Trouble>({
    name: 'operators.find-trouble',
    text: `
      with operations as (
        (select 'failed' as trouble, q.* from payment_operations q join payments p on p.id = q.payment_id
          where q.state = 'FAILED' and ((q.kind = 'REFUND' and ${refundIsOwed}) or (q.kind in ('CAPTURE', 'VOID') and p.authorized > 0))
          order by q.finished_at desc limit $1)
        union all
        (select 'toSend', q.* from payment_operations q where q.to_send order by q.finished_at desc limit $1)
        union all
        (select 'doubt', q.* from payment_operations q
          where q.finished_at is null and q.kind <> 'CREATE' and q.created_at < now() - interval '10 minutes'
          order by q.next_look_at limit $1))
      select q.trouble as kind, q.order_id as "orderId", q.kind as operation, q.id as "operationId", p.provider,
             q.amount::float8 as amount, p.currency, q.failure, q.attempts, coalesce(q.finished_at, q.created_at) as at
        from operations q join payments p on p.id = q.payment_id
      union all
      (select 'ending', order_id, null, null, provider, authorized::float8, currency, null, null, capture_before
         from payments
        where open and authorized > 0 and capture_before <= now() + interval '24 hours'
        order by capture_before limit $1)
      union all
      (select 'gone', o.id, null, null, last.provider, (o.total - o.not_due - o.authorized - o.captured)::float8, o.currency, null, null,
              coalesce((select max(created_at) from order_events where order_id = o.id and type = 'payment.voided'), o.created_at)
         from orders o
         left join lateral (select provider from payments where order_id = o.id order by id desc limit 1) last on true
        where ${orderLacksMoney}
        order by o.id desc limit $1)
      union all
      (select e.type, e.order_id, null, null, null, coalesce((e.data->>'amount')::float8, 0), coalesce(e.data->>'currency', 'XXX'), null, null, e.created_at
         from order_events e
        where e.type in ('payment.mismatched', 'payment.charged_back') and e.created_at > now() - interval '60 days'
          and (e.type <> 'payment.mismatched' or ${mismatchStands})
          and not exists (select from order_events w
                           where w.order_id = e.order_id and w.type = 'payment.chargeback_won'
                             and e.type = 'payment.charged_back' and w.data->>'paymentId' = e.data->>'paymentId')
        order by e.created_at desc limit $1)
      order by at desc`,
    values: [limit],
  });
  return rows;
}
