import type { Statement } from '../../database/statement.ts';
import type { OrderStatus } from '../../entities/order.entity.ts';
import type { JsonRow } from '../../payments/sql/read-money.ts';

/** $1 uuid: an operation. Its order; whoever changes an operation holds that first. */
export const findOrderOfOperation: Statement = {
  name: 'order-payments.find-order-of-operation',
  text: 'select order_id from payment_operations where id = $1',
};

/** $1 uuid: an order. Holds its row to the end of the transaction. */
export const lockOrder: Statement = {
  name: 'order-payments.lock-order',
  text: 'select id from orders where id = $1 for no key update',
};

/**
 * $1 uuid: an operation whose order is held; $2 int: seconds until it is looked at again, doubled by each attempt up to
 * an hour. From now on its provider may have done it. Nothing of one that is over.
 */
export const beginSending: Statement = {
  name: 'order-payments.begin-sending',
  text: `
    with sent as (
      update payment_operations
         set state = 'SENT', attempts = attempts + 1, first_sent_at = coalesce(first_sent_at, clock_timestamp()),
             next_look_at = clock_timestamp() + least(3600, $2::int * 2 ^ least(attempts, 5)) * interval '1 second'
       where id = $1 and finished_at is null
      returning *
    )
    select row_to_json(s) as operation, row_to_json(p) as payment, o.status,
           (extract(epoch from o.expires_at) * 1000)::float8 as expires_ms,
           (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
      from sent s join payments p on p.id = s.payment_id join orders o on o.id = s.order_id`,
};

export interface SendingRow {
  operation: JsonRow;
  payment: JsonRow;
  status: OrderStatus;
  expires_ms: number | null;
  now_ms: number;
}

/** $1 uuid: a payment. The operation that tells its provider of it, while it is not known to have been told. */
export const findCreation: Statement = {
  name: 'order-payments.find-creation',
  text: `select id from payment_operations where payment_id = $1 and kind = 'CREATE' and finished_at is null`,
};
