import type { Statement } from '../../database/statement.ts';

/** $1 uuid: an order that is held. Locks its products, then its coupons, as checkouts do, to the end of the transaction. */
export const lockCouponsOfOrder: Statement = {
  name: 'rates.lock-coupons-of-order',
  text: `
    with products_first as materialized (
      select id from products
       where id in (select product_id from order_items where order_id = $1::uuid)
       order by id for no key update
    )
    select id from coupons
     where code in (select code from order_discounts where order_id = $1::uuid and source = 'COUPON' and amount > 0)
       and (select count(*) from products_first) >= 0
     order by id for no key update`,
};

/**
 * $1 uuid, $2 text: such an order, and its buyer as coupons count accounts. Takes all of its coupons once more, or none
 * where one of them is used up. A statement of its own behind the locks: it sees what was committed while they were waited for.
 */
export const takeCouponsAgain: Statement = {
  name: 'rates.take-coupons-again',
  text: `
    with wanted as materialized (
      select c.id, c.used < coalesce(c.usage_limit, c.used + 1) as is_left,
             (select count(*) from coupon_redemptions r where r.coupon_id = c.id and r.buyer_key = $2::text)
               < coalesce(c.per_customer_limit, 2147483647) as is_left_for_buyer
        from coupons c join order_discounts d on d.code = c.code
       where d.order_id = $1::uuid and d.source = 'COUPON' and d.amount > 0
    ), free as (
      select coalesce(bool_and(is_left and is_left_for_buyer), true) as fits from wanted
    ), taken as (
      update coupons c set used = c.used + 1, version = c.version + 1, updated_at = now()
        from wanted, free
       where free.fits and c.id = wanted.id
      returning c.id
    ), redeemed as (
      insert into coupon_redemptions (coupon_id, order_id, buyer_key) select id, $1::uuid, $2::text from taken
    )
    select fits from free`,
};
