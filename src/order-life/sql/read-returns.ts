import type { Statement } from '../../database/statement.ts';
import type { ReturnRecordStatus } from '../../entities/order-return.entity.ts';

/** $1 uuid, $2 uuid[]: an order, and some of its returns or null for all. One row for each item. */
export const readReturns: Statement = {
  name: 'order-life.read-returns',
  text: `
    select r.id, r.order_id, r.status, i.product_id, u.quantity, u.reason, u.restocked, u.discarded,
           (extract(epoch from r.created_at) * 1000)::float8 as created_ms
      from order_returns r
      join order_return_items u on u.return_id = r.id
      join order_items i on i.order_id = r.order_id and i.position = u.position
     where r.order_id = $1 and ($2::uuid[] is null or r.id = any($2))
     order by r.id, u.position`,
};

export interface ReadReturnRow {
  id: string;
  order_id: string;
  status: ReturnRecordStatus;
  product_id: string;
  quantity: number;
  reason: string;
  restocked: number;
  discarded: number;
  created_ms: number;
}

/** $1 uuid[]: returns. What came of them, one row for each item of a receipt. */
export const readReceipts: Statement = {
  name: 'order-life.read-receipts',
  text: `
    select c.id, c.return_id, r.order_id, c.refund, c.amount::float8 as amount, o.currency, i.product_id,
           u.restocked, u.discarded, (extract(epoch from c.created_at) * 1000)::float8 as created_ms
      from order_return_receipts c
      join order_return_receipt_items u on u.receipt_id = c.id
      join order_returns r on r.id = c.return_id
      join orders o on o.id = r.order_id
      join order_items i on i.order_id = r.order_id and i.position = u.position
     where c.return_id = any($1::uuid[])
     order by c.id, u.position`,
};

export interface ReadReceiptRow {
  id: string;
  return_id: string;
  order_id: string;
  refund: boolean;
  amount: number;
  currency: string;
  product_id: string;
  restocked: number;
  discarded: number;
  created_ms: number;
}
