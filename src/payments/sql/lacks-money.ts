import { lacksMoneySql } from '../../entities/payment-status-sql.ts';

/**
 * Whether an order `o` was placed on money that is gone, such as a hold that ran out, while nobody is asked for it anew: it does
 * not ship. An order that was placed without being paid lacks nothing. As `lacksMoney` of an order that is read.
 */
export const orderLacksMoney = `(
  ${lacksMoneySql}
  and exists (select from order_payment_terms t where t.order_id = o.id)
  and not exists (select from payments p where p.order_id = o.id and p.open))`;
