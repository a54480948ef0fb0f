import type { Statement } from '../../database/statement.ts';

/** $1 uuid: an order that is held. What its expiry cancelled, by line. */
export const findExpiry: Statement = {
  name: 'order-payments.find-expiry',
  text: `
    select c.id, (c.amount - c.refunded_before)::float8 as amount, u.position, u.quantity, u.restocked
      from (select * from order_cancellations
             where order_id = $1 and reason = 'expired' and actor_role = 'SYSTEM' and undone_at is null
             order by id desc limit 1) c
      join order_cancellation_items u on u.cancellation_id = c.id
     order by u.position`,
};

export interface ExpiryRow {
  id: string;
  amount: number;
  position: number;
  quantity: number;
  restocked: number;
}

/** $1 uuid: a cancellation; its order is held. */
export const undoCancellation: Statement = {
  name: 'order-payments.undo-cancellation',
  text: 'update order_cancellations set undone_at = clock_timestamp() where id = $1',
};
