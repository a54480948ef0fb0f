import type { Statement } from '../../database/statement.ts';
import type { CaptureTime } from '../../entities/order-payment-terms.entity.ts';

/**
 * $1 uuid[]: orders whose rows are held. What each costs still (what was cancelled before
 * any money came need not be paid, whoever asked for it back), how it is to be paid, and all that is known of its
 * payments. A statement of its own after the lock: it sees what was committed while the lock was waited for.
 * The list is hidden from the planner, which would plan for each length anew.
 */
export const readMoney: Statement = {
  name: 'payments.read-money',
  text: `
    select o.id as order_id, (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms,
           (o.total - coalesce((select sum(c.amount - c.refunded_before) from order_cancellations c
                                 where c.order_id = o.id and c.undone_at is null
                                   and (c.refund or c.created_at < coalesce(first.at, 'infinity'))), 0))::float8 as due,
           (select capture from order_payment_terms t where t.order_id = o.id) as capture_time,
           case when exists (select from order_payment_terms t where t.order_id = o.id)
                then coalesce((select (extract(epoch from max(created_at)) * 1000)::float8 from order_events
                                where order_id = o.id and type = 'order.placed'), 'infinity')
                else '-infinity' end::float8 as placed_ms,
           (select coalesce(json_agg(p order by p.id), '[]') from payments p where p.order_id = o.id) as payments,
           (select coalesce(json_agg(q order by q.id), '[]') from payment_operations q where q.order_id = o.id) as operations,
           (select coalesce(json_agg(e order by e.recorded_at, e.id), '[]')
              from payments p join payment_entries e on e.payment_id = p.id where p.order_id = o.id) as entries
      from orders o
     cross join lateral (select min(e.recorded_at) as at
                           from payments p join payment_entries e on e.payment_id = p.id
                          where p.order_id = o.id and e.kind = 'CAPTURED') first
     where o.id = any((select $1::uuid[])::uuid[])`,
};

/** Rows as JSON, with the columns' names. */
export type JsonRow = Readonly<Record<string, unknown>>;

export interface MoneyRow {
  order_id: string;
  now_ms: number;
  due: number;
  /** When it was placed that was to be paid before; Infinity: not yet; -Infinity: it was placed at once. */
  placed_ms: number;
  capture_time: CaptureTime | null;
  payments: JsonRow[];
  operations: JsonRow[];
  entries: JsonRow[];
}
