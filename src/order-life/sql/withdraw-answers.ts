import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid[]: orders that are held; $2 uuid[]: users. Takes back the answers that were kept for repeats of these users'
 * requests about the orders: to place, cancel and return. The keys stay, so that a repeat does nothing. Reads what was kept
 * for these users (a day's requests), by the primary key.
 */
export const withdrawAnswers: Statement = {
  name: 'order-life.withdraw-answers',
  text: `
    update idempotency_keys k set status = 404, body = ''
     where k.user_id = any($2::uuid[]) and k.body <> ''
       and k.order_id = any(array(
             select w.id from unnest($1::uuid[]) as w (id)
             union all select c.id from order_cancellations c where c.order_id = any($1::uuid[])
             union all select r.id from order_returns r where r.order_id = any($1::uuid[])
             union all select p.id from order_returns r join order_return_receipts p on p.return_id = r.id
                        where r.order_id = any($1::uuid[])))`,
};

/**
 * $1 uuid[]: orders. Who did something to them while answers that are still kept were given, and whose they were until
 * somebody claimed them. An API key's answers are kept for its maker.
 */
export const findAnswered: Statement = {
  name: 'order-life.find-answered',
  text: `
    select distinct coalesce(k.created_by, w.id) as id
      from unnest($1::uuid[]) as o (id)
     cross join lateral (
       select * from order_events e where e.order_id = o.id and e.created_at > now() - interval '2 days' offset 0
     ) e
     cross join lateral (values (e.actor_id), ((e.data ->> 'previousCustomerId')::uuid)) as w (id)
      left join api_keys k on k.id = w.id
     where w.id is not null`,
};

export interface AnsweredRow {
  id: string;
}
