import { price } from '../pricing/price.ts';
import type { Discount, Line } from '../pricing/pricing.ts';
import type { AutomaticDiscounts } from './automatic-discounts.ts';
import { QuoteError } from './quote-error.ts';

/**
 * What is taken off lines in all, in order: coupons off what automatic discounts leave. Where the automatic one is to be
 * alone, the buyer has what is better for them: the coupons with the combinable ones in its place, or the one alone, and
 * then the coupons are refused rather than used up for less. What is off shipping goes with everything.
 *
 * @param coupons in the order of their codes
 * @throws {QuoteError} coupon_not_applicable
 */
export function combineDiscounts(
  lines: readonly Line[],
  { discounts, alone }: AutomaticDiscounts,
  coupons: readonly Discount[],
): Discount[] {
  const offItems = coupons.flatMap(({ code = '', on }, place) => (on === 'items' ? [{ code, place }] : []));
  if (alone === undefined || offItems.length === 0) return [...discounts, ...coupons];
  const instead = [...alone.others, ...coupons];
  if (takenOff(lines, instead) > takenOff(lines, discounts)) return instead;
  const why = `does not go with ${alone.name}, which takes more off`;
  throw new QuoteError({
    kind: 'coupon_not_applicable',
    coupons: offItems.map((coupon) => ({ ...coupon, why })),
  });
}

function takenOff(lines: readonly Line[], discounts: readonly Discount[]): number {
  return price(lines, { pricesIncludeTax: true, charges: [], discounts }).discountTotal;
}
