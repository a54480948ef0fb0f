import type { Pool } from 'pg';
import { readRows } from '../database/read-rows.ts';
import { accountKey } from './buyer-key.ts';
import { couponCode } from './coupons.ts';
import { type Destination, weightOf } from './parcel.ts';
import { type Choice, type Quote, quote, type Terms } from './quote.ts';
import { QuoteError } from './quote-error.ts';
import { type CouponRow, findCoupons } from './sql/find-coupons.ts';
import { findShippingMethods, type MethodRow } from './sql/find-shipping-methods.ts';
import { findTaxRates, type TaxRateRow } from './sql/find-tax-rates.ts';
import { type CartGoodsRow, type GoodsRow, readGoods } from './sql/read-goods.ts';
import { type LiveDiscountRow, readLiveDiscounts } from './sql/read-live-discounts.ts';

/** What a buyer asks for. */
export interface QuoteRequest {
  /** Where it goes; without it there is no tax and no shipping. */
  readonly destination?: Destination | undefined;
  readonly shippingMethodId?: string | undefined;
  /** Each once, in any case. */
  readonly couponCodes?: readonly string[] | undefined;
}

/** All that a quote follows from. */
export interface QuoteBasis {
  /** Of one currency, one at least. */
  readonly goods: readonly GoodsRow[];
  readonly terms: Terms;
  readonly choice: Choice;
  readonly destination: Destination | undefined;
}

/** Methods that are offered. */
const MAX_METHODS = 50;

/**
 * What a buyer's cart costs right now, of what is for sale in its currency: what has left the shop, or is in another
 * currency than the first of them, is not in it. Coupons count the buyer as the account. Reads and locks nothing.
 *
 * @throws {QuoteError}
 */
export async function quoteCart(
  pool: Pool,
  userId: string,
  request: QuoteRequest,
  pricesIncludeTax: boolean,
): Promise<Quote> {
  const { destination, shippingMethodId } = request;
  if (shippingMethodId !== undefined && !destination) throw new QuoteError({ kind: 'address_required' });
  const forSale = await readRows<CartGoodsRow>(pool, readGoods, [userId]);
  const currency = forSale[0]?.currency;
  if (currency === undefined) throw new QuoteError({ kind: 'cart_empty' });
  const goods = forSale.filter((row) => row.currency === currency);
  const choice = {
    shippingMethodId: shippingMethodId?.toLowerCase(),
    couponCodes: (request.couponCodes ?? []).map(couponCode),
  };
  const rates = destination
    ? await readRows<TaxRateRow>(pool, findTaxRates, [[destination.country], [destination.region ?? '']])
    : [];
  const codes = choice.couponCodes;
  const coupons =
    codes.length > 0
      ? await readRows<CouponRow>(pool, findCoupons, [
          codes,
          codes.map(() => userId),
          codes.map(() => accountKey(userId)),
        ])
      : [];
  const discounts = goods.some((row) => row.any_discount)
    ? await readRows<LiveDiscountRow>(pool, readLiveDiscounts, [goods.map((row) => row.product_id)])
    : [];
  const terms = { pricesIncludeTax, rates, methods: [], coupons, discounts };
  return quoteWithOffers(pool, { goods, terms, choice, destination });
}

/**
 * The quote that follows, with every way in which these goods can be sent there right now. One that the terms have
 * already stays as it is there.
 *
 * @throws {QuoteError}
 */
export async function quoteWithOffers(
  pool: Pool,
  { goods, terms, choice, destination }: QuoteBasis,
): Promise<Quote> {
  const offered = destination
    ? await readRows<MethodRow>(pool, findShippingMethods, [
        destination.country,
        goods[0]!.currency,
        weightOf(goods),
        choice.shippingMethodId ?? null,
        MAX_METHODS,
      ])
    : [];
  const known = new Set(terms.methods.map(({ id }) => id));
  const methods = [...terms.methods, ...offered.filter(({ id }) => !known.has(id))];
  return quote(goods, { ...terms, methods }, choice);
}
