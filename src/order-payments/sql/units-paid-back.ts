import type { Statement } from '../../database/statement.ts';

/** $1 uuid: an order that is held. Units that were cancelled or came back, and paid back with that. */
export const unitsPaidBack: Statement = {
  name: 'order-payments.units-paid-back',
  text: `
    select i.product_id as "productId", sum(u.units)::int as quantity
      from (select u.position, u.quantity as units
              from order_cancellations c join order_cancellation_items u on u.cancellation_id = c.id
             where c.order_id = $1 and c.refund and c.undone_at is null
            union all
            select u.position, u.restocked + u.discarded
              from order_returns r
              join order_return_receipts c on c.return_id = r.id
              join order_return_receipt_items u on u.receipt_id = c.id
             where r.order_id = $1 and c.refund) u
      join order_items i on i.order_id = $1 and i.position = u.position
     group by i.product_id`,
};
