import type { CartRow } from '../cart/sql/read-carts.ts';
import { takes } from '../rates/parcel.ts';
import { type Quote, quote } from '../rates/quote.ts';
import type { QuoteBasis } from '../rates/quote-cart.ts';
import { QuoteError } from '../rates/quote-error.ts';
import type { CouponRow } from '../rates/sql/find-coupons.ts';
import type { AskedTerms } from './asked-terms.ts';
import type { PlaceOrderOutcome } from './outcome.ts';
import type { BatchTerms } from './read-terms.ts';

/** What the orders of a batch take of a coupon. */
export interface CouponTake {
  readonly code: string;
  readonly version: number;
  readonly redemptions: Redemption[];
}

/** An order that has a coupon. */
export interface Redemption {
  readonly orderId: string;
  readonly buyerKey: string;
}

/** Takes of coupons, by the coupon's id. */
export type CouponTakes = Map<string, CouponTake>;

/** An order that can be placed as it was asked for. */
export interface Priced {
  readonly kind: 'priced';
  readonly total: number;
  /** Undefined where it costs the sum of its lines, and nothing else is to be said of it. */
  readonly costs: Quote | undefined;
  /** Those that it takes. */
  readonly coupons: readonly CouponRow[];
}

/**
 * What a cart costs on the terms that its order asks for, less what comes off without asking, by the same rules as a quote, or why it is not placed. A coupon
 * has what is left of it after the orders before. One that takes nothing off is not used up by it.
 *
 * @param cart of one currency, one line at least
 * @param index of the command, by which `batch` knows its coupons
 */
export function priceOrder(
  cart: readonly CartRow[],
  { asked, index, batch }: { asked: AskedTerms | undefined; index: number; batch: BatchTerms },
  taken: CouponTakes,
): Priced | PlaceOrderOutcome {
  const discounts = batch.discounts ?? [];
  if (!asked && discounts.length === 0)
    return plain(cart.reduce((sum, row) => sum + row.price * row.quantity, 0));
  const { destination, shippingMethodId, couponCodes, buyerKey, expectedTotal, pricesIncludeTax } =
    asked ?? ASKS_NOTHING;
  const method = shippingMethodId === undefined ? undefined : batch.methods.get(shippingMethodId);
  const coupons = (batch.coupons.get(index) ?? []).map((row) => leftOf(row, taken.get(row.id), buyerKey));
  const basis: QuoteBasis = {
    goods: cart,
    terms: {
      pricesIncludeTax,
      rates: destination ? batch.ratesOf(destination) : [],
      methods: method && destination && takes(method, destination, cart) ? [method] : [],
      coupons,
      discounts,
    },
    choice: { shippingMethodId, couponCodes },
    destination,
  };
  try {
    const costs = quote(basis.goods, basis.terms, basis.choice);
    const { total, charges, discounts: off, taxes } = costs;
    if (expectedTotal !== undefined && expectedTotal !== total) return { kind: 'total_changed', basis };
    if (charges.length + off.length + taxes.length === 0) return plain(total);
    const effective = new Set(off.filter(({ amount }) => amount > 0).map(({ code }) => code));
    return { kind: 'priced', total, costs, coupons: coupons.filter(({ code }) => effective.has(code)) };
  } catch (error) {
    if (error instanceof QuoteError) return error.fault;
    throw error;
  }
}

/** Nothing of it is taxed, as nobody says where it goes: it costs the same whatever its prices include. */
const ASKS_NOTHING: AskedTerms = { pricesIncludeTax: true, couponCodes: [], buyerKey: '' };

const plain = (total: number): Priced => ({ kind: 'priced', total, costs: undefined, coupons: [] });

/** Remembers that an order has these coupons. */
export function redeem(coupons: readonly CouponRow[], redemption: Redemption, taken: CouponTakes): void {
  for (const { id, code, version } of coupons) {
    const take = taken.get(id) ?? { code, version, redemptions: [] };
    take.redemptions.push(redemption);
    taken.set(id, take);
  }
}

function leftOf(row: CouponRow, take: CouponTake | undefined, buyerKey: string): CouponRow {
  if (!take) return row;
  const { redemptions } = take;
  const byBuyer = redemptions.filter((redemption) => redemption.buyerKey === buyerKey).length;
  return { ...row, used: row.used + redemptions.length, used_by_buyer: row.used_by_buyer + byBuyer };
}
