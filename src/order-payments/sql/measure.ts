import type { Statement } from '../../database/statement.ts';
import { refundIsOwed } from '../../payments/sql/is-refund-owed.ts';
import { orderLacksMoney } from '../../payments/sql/lacks-money.ts';

/** $1 uuid: entries from this id on. What is in doubt, what waits for a person, and what moved by currency. */
export const measurePayments: Statement = {
  name: 'order-payments.measure',
  text: `
    select (select count(*)::int from payment_operations
             where finished_at is null and created_at < now() - interval '5 minutes') as "inDoubt",
           (select count(*)::int from payment_operations q join payments p on p.id = q.payment_id
             where q.state = 'FAILED' and q.kind = 'REFUND' and ${refundIsOwed}) as "failedRefunds",
           (select count(*)::int from payment_operations where to_send) as "refundsToSend",
           (select count(*)::int from payments
             where open and authorized > 0 and capture_before <= now() + interval '24 hours') as "endingHolds",
           (select count(*)::int from orders o where ${orderLacksMoney}) as "lackingMoney",
           (select count(*)::int from payment_inbox
             where settled_at is null and received_at < now() - interval '5 minutes') as "unappliedWebhooks",
           (select coalesce(json_agg(m order by m.kind, m.currency), '[]')
              from (select kind::text, currency, sum(amount)::float8 as amount from payment_entries
                     where id >= $1 and kind in ('CAPTURED', 'REFUNDED', 'CHARGEBACK')
                     group by kind, currency
                    union all
                    select 'IN_DOUBT', p.currency, sum(q.amount)::float8
                      from payment_operations q join payments p on p.id = q.payment_id
                     where q.finished_at is null and q.created_at < now() - interval '5 minutes'
                       and q.kind in ('CAPTURE', 'REFUND')
                     group by p.currency) m) as moved`,
};
