import type { Statement } from '../../database/statement.ts';
import type { JsonRow } from '../../payments/sql/read-money.ts';

/** $1 uuid: an order; $2 uuid: one of its payments, or null for all. Oldest first. */
export const readPayments: Statement = {
  name: 'order-payments.read-payments',
  text: `
    select row_to_json(p) as row from payments p
     where order_id = $1 and ($2::uuid is null or id = $2)
     order by id`,
};

/** $1 uuid: an order; $2 uuid: one of its refunds, or null for all; $3 uuid, $4 int: the page. Oldest first. */
export const readRefunds: Statement = {
  name: 'order-payments.read-refunds',
  text: `
    select r.id, row_to_json(q) as row, p.currency, (count(*) over ())::int as found
      from (select id from payment_operations
             where order_id = $1 and kind = 'REFUND' and ($2::uuid is null or id = $2) and id > $3
             order by id limit $4) r
      join payment_operations q on q.id = r.id
      join payments p on p.id = q.payment_id
     order by r.id`,
};

export interface ReadPaymentRow {
  row: JsonRow;
}

export interface ReadRefundRow {
  id: string;
  row: JsonRow;
  currency: string;
  found: number;
}
