import { integer, text, uuid } from '../../database/column-types.ts';
import type { Columns, RowSource } from '../../database/composed-statement.ts';

/** Orders of a transaction that take a coupon, of the version that it has read. */
export interface CouponUse {
  couponId: string;
  version: number;
  orders: number;
}

/** One of these orders. */
export interface RedemptionRow {
  couponId: string;
  orderId: string;
  buyerKey: string;
}

export const couponUseColumns: Columns<CouponUse> = {
  id: uuid.of((use) => use.couponId),
  version: integer.of((use) => use.version),
  orders: integer.of((use) => use.orders),
};

export const redemptionColumns: Columns<RedemptionRow> = {
  coupon_id: uuid.of((row) => row.couponId),
  order_id: uuid.of((row) => row.orderId),
  buyer_key: text.of((row) => row.buyerKey),
};

/**
 * The queries `locked_coupons`, `redeemed` and `new_redemptions`, as takeStock is for products and behind it: coupons are
 * locked when `taken` holds the products. A coupon that has changed since it was read keeps its row, and fewer rows come
 * back in `redeemed` than there are uses; whoever writes the rest of the statement has to fail then.
 */
export const redeemCoupons = (uses: RowSource, redemptions: RowSource): string => `
    locked_coupons as materialized (
      select c.id from coupons c
       where c.id = any(${uses.array('id')}) and (select count(*) from taken) >= 0
       order by c.id
         for no key update
    ), redeemed as (
      update coupons c
         set used = c.used + uses.orders,
             version = c.version + 1,
             updated_at = now()
        from ${uses.unnestAs('uses')}
       where (select count(*) from locked_coupons) > 0
         and c.id = uses.id
         and c.version = uses.version
      returning c.id
    ), new_redemptions as (
      insert into coupon_redemptions (${redemptions.names})
      select * from ${redemptions.unnestAs('redemptions')}
       where (select count(*) from redeemed) > 0
    )`;
