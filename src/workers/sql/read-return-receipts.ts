import type { Pool } from 'pg';
import { type RecordForMail, type RecordRow, recordOf } from './record-for-mail.ts';

export interface ReturnReceiptForMail extends RecordForMail {
  refund: boolean;
  /** In minor units of the order's currency. */
  amount: number;
  /** Of it, what had been paid back before. */
  refundedBefore: number;
  /** Units of the return that are still to come. */
  unitsAwaited: number;
}

/** Reads receipts of returns by their ids; one that does not exist is missing. */
export async function readReturnReceipts(
  pool: Pool,
  ids: readonly string[],
): Promise<ReturnReceiptForMail[]> {
  const { rows } = await pool.query<RecordRow<ReturnReceiptForMail>>({
    name: 'mail.read-return-receipts',
    text: `
      select c.id, r.order_id as "orderId", (extract(epoch from c.created_at) * 1000)::float8 as "createdAt",
             c.refund, c.amount::float8 as amount,
             c.refunded_before::float8 as "refundedBefore",
             case when r.status = 'REFUSED' then 0 else
               (select coalesce(sum(i.quantity - i.restocked - i.discarded), 0)::int
                  from order_return_items i where i.return_id = r.id) end as "unitsAwaited",
             (select coalesce(json_agg(json_build_object('position', i.position,
                                                         'quantity', i.restocked + i.discarded)
                                       order by i.position), '[]')
                from order_return_receipt_items i where i.receipt_id = c.id) as items
        from unnest($1::uuid[]) as wanted (id)
       cross join lateral (select * from order_return_receipts where order_return_receipts.id = wanted.id limit 1) c
       cross join lateral (select * from order_returns where order_returns.id = c.return_id limit 1) r`,
    values: [ids],
  });
  return rows.map(recordOf);
}
