import { Coupon, type CouponKind } from '../entities/coupon.entity.ts';
import { limits } from '../limits.ts';
import type { Settings } from './settings.ts';

/** A coupon as those see it who set the shop up. */
export interface CouponView {
  id: string;
  code: string;
  kind: CouponKind;
  /** Millionths (`percent`), minor units of `currency` (`amount`), 0 (`freeShipping`). */
  value: number;
  currency: string | null;
  minTotal: number | null;
  /** ISO 8601, UTC. */
  startsAt: string | null;
  endsAt: string | null;
  usageLimit: number | null;
  perCustomerLimit: number | null;
  firstOrderOnly: boolean;
  used: number;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export const coupons: Settings<Coupon> = {
  entity: Coupon,
  list: 'coupons',
  constraints: {
    coupons_code_unique: { kind: 'coupon_code_taken' },
    coupons_used_range: { kind: 'unfit', member: 'usageLimit', why: 'is less than what is used already' },
  },
  unfit: ({ kind, value, currency, minTotal, startsAt, endsAt }) => {
    const most = { percent: limits.millionths, amount: limits.total, freeShipping: 0 }[kind];
    const least = kind === 'freeShipping' ? 0 : 1;
    if (value < least || value > most) return { member: 'value', why: `must be ${least} to ${most}` };
    if (currency == null && (kind === 'amount' || minTotal != null))
      return { member: 'currency', why: 'is required with an amount of money' };
    if (startsAt && endsAt && startsAt >= endsAt) return { member: 'endsAt', why: 'must be after startsAt' };
    return undefined;
  },
};

/** As codes are kept and compared. */
export const couponCode = (typed: string): string => typed.toUpperCase();

export function viewOfCoupon(coupon: Coupon): CouponView {
  return {
    id: coupon.id,
    code: coupon.code,
    kind: coupon.kind,
    value: coupon.value,
    currency: coupon.currency ?? null,
    minTotal: coupon.minTotal ?? null,
    startsAt: coupon.startsAt?.toISOString() ?? null,
    endsAt: coupon.endsAt?.toISOString() ?? null,
    usageLimit: coupon.usageLimit ?? null,
    perCustomerLimit: coupon.perCustomerLimit ?? null,
    firstOrderOnly: coupon.firstOrderOnly,
    used: coupon.used,
    version: coupon.version,
    createdAt: coupon.createdAt.toISOString(),
    updatedAt: coupon.updatedAt.toISOString(),
  };
}
