import type { Statement } from '../../database/statement.ts';
import { hasPaymentSql, paymentStatusSql } from '../../entities/payment-status-sql.ts';

/** $1 uuid: after this id; $2 int: rows at most. Orders that are paid in part as far as they say, and cancelled in part. */
export const findPartlyPaid: Statement = {
  name: 'order-payments.find-partly-paid',
  text: `
    select id from orders o
     where (${hasPaymentSql}) and (${paymentStatusSql}) = 'PARTIALLY_PAID' and id > $1
       and exists (select from order_cancellations c where c.order_id = o.id and c.undone_at is null)
     order by id limit $2`,
};
