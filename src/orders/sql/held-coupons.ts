import type { Statement } from '../../database/statement.ts';

/** $1 text[]: codes. Which of these coupons another transaction holds, as findHeld says it of products. */
export const findHeldCoupons: Statement = {
  name: 'orders.find-held-coupons',
  text: `
    with free_coupons as materialized (
      select code from coupons where code = any($1::text[]) for no key update skip locked
    )
    select code from coupons where code = any($1::text[]) except select code from free_coupons`,
};

/** $1 text: a code. Queues up for that coupon, as waitForRow does for a product, and lets it go at once. */
export const waitForCoupon: Statement = {
  name: 'orders.wait-for-coupon',
  text: 'select id from coupons where code = $1::text for no key update',
};

/** $1 text[]: codes. Locks these coupons, in id order, until the transaction ends; behind the products. */
export const lockCoupons: Statement = {
  name: 'orders.lock-coupons',
  text: 'select id from coupons where code = any($1::text[]) order by id for no key update',
};
