import type { Static } from 'typebox';
import type { AskedTerms } from '../../orders/asked-terms.ts';
import { accountKey } from '../../rates/buyer-key.ts';
import { QuoteError } from '../../rates/quote-error.ts';
import { keptCodes } from '../rates/coupon-codes.ts';
import type { PlaceOrderBody } from './schemas.ts';

/** Who orders, and in what kind of shop. */
export interface TermsContext {
  userId: string;
  isGuest: boolean;
  pricesIncludeTax: boolean;
  /** How coupons count a guest (createMailKeys). */
  mailKey(email: string): string;
}

/**
 * What a request asks for beside its goods; undefined where that is nothing.
 *
 * @throws {QuoteError} address_required
 * @throws {Problem} where a coupon is named twice
 */
export function termsOf(
  body: Static<typeof PlaceOrderBody> | undefined,
  { userId, isGuest, pricesIncludeTax, mailKey }: TermsContext,
): AskedTerms | undefined {
  const { shippingAddress, shippingMethodId, couponCodes = [], expectedTotal, contact } = body ?? {};
  if (shippingMethodId !== undefined && !shippingAddress) throw new QuoteError({ kind: 'address_required' });
  if (!shippingAddress && couponCodes.length === 0 && expectedTotal === undefined) return undefined;
  return {
    pricesIncludeTax,
    destination: shippingAddress && { country: shippingAddress.country, region: shippingAddress.region },
    shippingMethodId: shippingMethodId?.toLowerCase(),
    couponCodes: keptCodes(couponCodes),
    buyerKey: isGuest && contact ? mailKey(contact.email) : accountKey(userId),
    expectedTotal,
  };
}
