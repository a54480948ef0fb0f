/**
 * Of an order `o`: whether something of it is under way, so that whoever works on it needs to know whose it is. It waits
 * for money, units of it are neither shipped nor cancelled, or units are expected back.
 */
export const isOpenOrder = `(
  o.status = 'PENDING'
  or (o.status = 'PLACED' and o.fulfillment_status <> 'FULFILLED')
  or (o.return_status <> 'NONE'
      and exists (select from order_returns r
                   where r.order_id = o.id and r.status in ('REQUESTED', 'PARTIALLY_RECEIVED')))
)`;
