import type { Statement } from '../../database/statement.ts';
import type { CouponKind } from '../../entities/coupon.entity.ts';

/** A coupon whose code somebody has, and how it stands now. */
export interface CouponRow {
  code: string;
  kind: CouponKind;
  /** bigint comes as text */
  value: string;
  currency: string | null;
  min_total: string | null;
  begun: boolean;
  ended: boolean;
  used_up: boolean;
  /** It is for a first order, and this buyer has ordered before. */
  too_late: boolean;
}

/** $1 text[], $2 uuid: codes as they are kept, and who has them. By the database's clock. */
export const findCoupons: Statement = {
  name: 'rates.find-coupons',
  text: `
    select code, kind, value, currency, min_total,
           starts_at is null or starts_at <= now() as begun,
           ends_at is not null and ends_at <= now() as ended,
           usage_limit is not null and used >= usage_limit as used_up,
           first_order_only and exists (
             select from orders o where o.user_id = $2::uuid and o.status <> 'CANCELLED') as too_late
      from coupons
     where code = any($1::text[])`,
};
