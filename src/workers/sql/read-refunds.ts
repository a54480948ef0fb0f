import type { Pool } from 'pg';
import { type RecordForMail, type RecordRow, recordOf } from './record-for-mail.ts';

export interface RefundForMail extends RecordForMail {
  /** In minor units of the order's currency. */
  amount: number;
  /** Whether somebody has to send it by hand still. */
  toSend: boolean;
}

/** Reads refunds that succeeded, by the ids of the events that say so; one that does not exist is missing. */
export async function readRefunds(pool: Pool, ids: readonly string[]): Promise<RefundForMail[]> {
  const { rows } = await pool.query<RecordRow<RefundForMail>>({
    name: 'mail.read-refunds',
    text: `
      select e.id, e.order_id as "orderId", (extract(epoch from e.created_at) * 1000)::float8 as "createdAt",
             (e.data->>'amount')::float8 as amount, coalesce(q.to_send, false) as "toSend",
             '[]'::json as items
        from unnest($1::uuid[]) as wanted (id)
       cross join lateral (select * from order_events where order_events.id = wanted.id limit 1) e
        left join payment_operations q on q.id = (e.data->>'refundId')::uuid
       where e.type = 'refund.succeeded'`,
    values: [ids],
  });
  return rows.map(recordOf);
}
