import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid[]: orders that are held. What they have of coupons is given back; an order whose coupons are back already has
 * none. Locks the coupons, in id order, to the end of the transaction: behind the products, as checkouts do.
 */
export const giveBackCoupons: Statement = {
  name: 'rates.give-back-coupons',
  text: `
    with given_back as (
      delete from coupon_redemptions where order_id = any($1::uuid[]) returning coupon_id
    ), sums as materialized (
      select coupon_id, count(*)::int as orders from given_back group by coupon_id
    ), locked as materialized (
      select id from coupons where id in (select coupon_id from sums) order by id for no key update
    )
    update coupons c
       set used = c.used - sums.orders, version = c.version + 1, updated_at = now()
      from sums
     where (select count(*) from locked) > 0 and c.id = sums.coupon_id`,
};
