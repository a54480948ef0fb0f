/** `paymentStatus` of src/orders/derived-status.ts over the columns of orders, for an index and the filter that uses it. */
export const paymentStatusSql =
  `case when refunded > 0 then case when refunded < captured then 'PARTIALLY_REFUNDED' else 'REFUNDED' end ` +
  `when captured > total - not_due then 'OVERPAID' when total = 0 then 'NOT_REQUIRED' ` +
  `when captured > 0 then case when captured = total - not_due then 'PAID' else 'PARTIALLY_PAID' end ` +
  `when authorized > 0 then 'AUTHORIZED' else 'UNPAID' end`;

/** Every order but those that nobody has paid any of: an order that is placed unpaid costs the index nothing. */
export const hasPaymentSql = 'total = 0 or authorized > 0 or captured > 0';

/** Placed, and less is held and paid than is due; also one that nobody was asked to pay before it was placed. */
export const lacksMoneySql = `payment_begun and status = 'PLACED' and authorized + captured < total - not_due`;

/** The status as the release before looks for it; it goes with the index that it has. */
export const formerPaymentStatusSql =
  `case when refunded > 0 then case when refunded < captured then 'PARTIALLY_REFUNDED' else 'REFUNDED' end ` +
  `when captured > total then 'OVERPAID' when total = 0 then 'NOT_REQUIRED' when captured = total then 'PAID' ` +
  `when captured > 0 then 'PARTIALLY_PAID' when authorized > 0 then 'AUTHORIZED' else 'UNPAID' end`;
