import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid: an order that is held. By product, units that were cancelled or came back: of how many it was said then that they
 * had been refunded by item before, and how many others were paid back with that.
 */
export const unitsThatLeft: Statement = {
  name: 'order-life.units-that-left',
  text: `
    select i.product_id as "productId", sum(u.refunded)::int as refunded,
           coalesce(sum(u.units - u.refunded) filter (where u.refund), 0)::int as "paidBack"
      from (select u.position, u.quantity as units, u.refunded, c.refund
              from order_cancellations c join order_cancellation_items u on u.cancellation_id = c.id
             where c.order_id = $1 and c.undone_at is null
            union all
            select u.position, u.restocked + u.discarded, u.refunded, c.refund
              from order_returns r
              join order_return_receipts c on c.return_id = r.id
              join order_return_receipt_items u on u.receipt_id = c.id
             where r.order_id = $1) u
      join order_items i on i.order_id = $1 and i.position = u.position
     group by i.product_id`,
};

export interface UnitsThatLeftRow {
  productId: string;
  refunded: number;
  paidBack: number;
}
