import type { Statement } from '../../database/statement.ts';
import type { CouponKind } from '../../entities/coupon.entity.ts';

/** A coupon whose code somebody has, and how it stands now for them. */
export interface CouponRow {
  id: string;
  version: number;
  code: string;
  kind: CouponKind;
  /** bigint comes as text */
  value: string;
  currency: string | null;
  min_total: string | null;
  begun: boolean;
  ended: boolean;
  usage_limit: number | null;
  used: number;
  per_customer_limit: number | null;
  /** Orders of this buyer that have it, where that counts. */
  used_by_buyer: number;
  first_order_only: boolean;
  /** It is for a first order, and this buyer has ordered before. */
  too_late: boolean;
}

export interface AskedCouponRow extends CouponRow {
  /** Of the code in its list, from 1. */
  place: string;
}

/**
 * $1 text[], $2 uuid[], $3 text[]: codes as they are kept, and of each who has it: the account, and the buyer as coupons
 * count them. By the database's clock.
 */
export const findCoupons: Statement = {
  name: 'rates.find-coupons',
  text: `
    select asked.place, c.id, c.version, c.code, c.kind, c.value, c.currency, c.min_total,
           c.starts_at is null or c.starts_at <= statement_timestamp() as begun,
           c.ends_at is not null and c.ends_at <= statement_timestamp() as ended,
           c.usage_limit, c.used, c.per_customer_limit, c.first_order_only,
           case when c.per_customer_limit is null and not c.first_order_only then 0 else (
             select count(*)
               from (select from coupon_redemptions r
                      where r.coupon_id = c.id and r.buyer_key = asked.buyer_key
                      limit coalesce(c.per_customer_limit, 1)) redeemed
           ) end::int as used_by_buyer,
           c.first_order_only and exists (
             select from orders o where o.user_id = asked.user_id and o.status <> 'CANCELLED') as too_late
      from unnest($1::text[], $2::uuid[], $3::text[]) with ordinality as asked (code, user_id, buyer_key, place)
      join coupons c on c.code = asked.code`,
};
