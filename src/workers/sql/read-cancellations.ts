import type { Pool } from 'pg';
import { type RecordForMail, type RecordRow, recordOf } from './record-for-mail.ts';

export interface CancellationForMail extends RecordForMail {
  reason: string;
  refund: boolean;
  /** In minor units of the order's currency. */
  amount: number;
  /** Of it, what had been paid back before. */
  refundedBefore: number;
}

/** Reads cancellations by their ids; one that does not exist is missing. */
export async function readCancellations(pool: Pool, ids: readonly string[]): Promise<CancellationForMail[]> {
  const { rows } = await pool.query<RecordRow<CancellationForMail>>({
    name: 'mail.read-cancellations',
    text: `
      select c.id, c.order_id as "orderId", (extract(epoch from c.created_at) * 1000)::float8 as "createdAt",
             c.reason, c.refund, c.amount::float8 as amount,
             c.refunded_before::float8 as "refundedBefore",
             (select coalesce(json_agg(json_build_object('position', i.position, 'quantity', i.quantity)
                                       order by i.position), '[]')
                from order_cancellation_items i where i.cancellation_id = c.id) as items
        from unnest($1::uuid[]) as wanted (id)
       cross join lateral (select * from order_cancellations where order_cancellations.id = wanted.id limit 1) c`,
    values: [ids],
  });
  return rows.map(recordOf);
}
