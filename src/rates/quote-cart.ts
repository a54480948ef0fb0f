import type { Pool } from 'pg';
import type { Statement } from '../database/statement.ts';
import { STANDARD_CLASS } from '../entities/tax-rate.entity.ts';
import { couponCode } from './coupons.ts';
import { type Quote, quote } from './quote.ts';
import { QuoteError } from './quote-error.ts';
import { type CouponRow, findCoupons } from './sql/find-coupons.ts';
import { findShippingMethods, type MethodRow } from './sql/find-shipping-methods.ts';
import { findTaxRates, type TaxRateRow } from './sql/find-tax-rates.ts';
import { type CartGoodsRow, readGoods } from './sql/read-goods.ts';
import { type LiveDiscountRow, readLiveDiscounts } from './sql/read-live-discounts.ts';

/** What a buyer asks for. */
export interface QuoteRequest {
  /** Where it goes; without it there is no tax and no shipping. */
  readonly destination?:
    | { readonly country: string; readonly region?: string | null | undefined }
    | undefined;
  readonly shippingMethodId?: string | undefined;
  /** Each once, in any case. */
  readonly couponCodes?: readonly string[] | undefined;
}

/** Methods that are offered. */
const MAX_METHODS = 50;

/**
 * What a buyer's cart costs right now, of what is for sale in its currency: what has left the shop, or is in another
 * currency than the first of them, is not in it. Reads and locks nothing.
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
  const forSale = await read<CartGoodsRow>(pool, readGoods, [userId]);
  const currency = forSale[0]?.currency;
  if (currency === undefined) throw new QuoteError({ kind: 'cart_empty' });
  const goods = forSale.filter((row) => row.currency === currency);

  const grams = goods.reduce((sum, row) => sum + BigInt(row.weight ?? 0) * BigInt(row.quantity), 0n);
  const choice = {
    shippingMethodId: shippingMethodId?.toLowerCase(),
    couponCodes: (request.couponCodes ?? []).map(couponCode),
  };
  const methods = destination
    ? await read<MethodRow>(pool, findShippingMethods, [
        destination.country,
        currency,
        grams,
        choice.shippingMethodId ?? null,
        MAX_METHODS,
      ])
    : [];
  const classes = [
    ...goods.map((row) => row.tax_class ?? STANDARD_CLASS),
    ...methods.map((row) => row.tax_class),
  ];
  const rates = destination
    ? await read<TaxRateRow>(pool, findTaxRates, [
        destination.country,
        destination.region ?? null,
        [...new Set(classes)],
      ])
    : [];
  const coupons =
    choice.couponCodes.length > 0
      ? await read<CouponRow>(pool, findCoupons, [choice.couponCodes, userId])
      : [];
  const discounts = goods.some((row) => row.any_discount)
    ? await read<LiveDiscountRow>(pool, readLiveDiscounts, [goods.map((row) => row.product_id)])
    : [];
  return quote(goods, { pricesIncludeTax, rates, methods, coupons, discounts }, choice);
}

async function read<Row extends object>(
  pool: Pool,
  { name, text }: Statement,
  values: unknown[],
): Promise<Row[]> {
  return (await pool.query<Row>({ name, text, values })).rows;
}
