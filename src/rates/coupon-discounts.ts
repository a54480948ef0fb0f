import type { Discount } from '../pricing/pricing.ts';
import { QuoteError } from './quote-error.ts';
import type { CouponRow } from './sql/find-coupons.ts';

/** What a coupon is held against. */
export interface Goods {
  readonly currency: string;
  /** Of the lines, before anything is taken off. */
  readonly total: number;
}

/**
 * What the coupons take off, in the order in which their codes were named. All of them hold, or none is taken: nobody is
 * charged more than they asked for.
 *
 * @param codes as they are kept
 * @throws {QuoteError} coupon_not_applicable, coupon_used_up
 */
export function couponDiscounts(
  codes: readonly string[],
  rows: readonly CouponRow[],
  goods: Goods,
): Discount[] {
  const known = new Map(rows.map((row) => [row.code, row]));
  const refused = codes.flatMap((code, place) => {
    const why = whyNot(known.get(code), goods);
    return why === undefined ? [] : [{ code, place, why }];
  });
  if (refused.length > 0) throw new QuoteError({ kind: 'coupon_not_applicable', coupons: refused });
  const usedUp = codes.filter((code) => isUsedUp(known.get(code)!));
  if (usedUp.length > 0) throw new QuoteError({ kind: 'coupon_used_up', codes: usedUp });
  return codes.map((code) => discountOf(known.get(code)!));
}

/** In words, for whoever has the code. A code that is no longer there says as much as one that never was. */
function whyNot(coupon: CouponRow | undefined, { currency, total }: Goods): string | undefined {
  if (!coupon?.begun) return 'is not known';
  if (coupon.ended) return 'is over';
  if (coupon.too_late || (coupon.first_order_only && coupon.used_by_buyer > 0)) return 'is for a first order';
  if (coupon.currency !== null && coupon.currency !== currency) return `is for orders in ${coupon.currency}`;
  if (coupon.min_total !== null && total < Number(coupon.min_total))
    return `is for goods of ${coupon.min_total} minor units and more`;
  return undefined;
}

/** By all, or by this buyer as often as one may. */
function isUsedUp({ used, usage_limit, used_by_buyer, per_customer_limit }: CouponRow): boolean {
  return used >= (usage_limit ?? Infinity) || used_by_buyer >= (per_customer_limit ?? Infinity);
}

function discountOf({ code, kind, value }: CouponRow): Discount {
  const coupon = { source: 'COUPON', code, label: code } as const;
  if (kind === 'freeShipping') return { ...coupon, kind: 'percent', value: ALL, on: 'shipping' };
  return { ...coupon, kind, value: Number(value), on: 'items' };
}

/** Millionths. */
const ALL = 1_000_000;
