import { STANDARD_CLASS } from '../entities/tax-rate.entity.ts';
import { price } from '../pricing/price.ts';
import { type Charge, type Costs, type Pricing, PricingError } from '../pricing/pricing.ts';
import { automaticDiscounts } from './automatic-discounts.ts';
import { combineDiscounts } from './combine-discounts.ts';
import { couponDiscounts } from './coupon-discounts.ts';
import { QuoteError } from './quote-error.ts';
import type { CouponRow } from './sql/find-coupons.ts';
import type { MethodRow } from './sql/find-shipping-methods.ts';
import type { TaxRateRow } from './sql/find-tax-rates.ts';
import type { GoodsRow } from './sql/read-goods.ts';
import type { LiveDiscountRow } from './sql/read-live-discounts.ts';

/** A line with what it costs; money in minor units of the quote's currency. */
export interface QuotedItem extends Omit<Costs, 'amount'> {
  productId: string;
  sku: string;
  name: string;
  unitPrice: number;
  quantity: number;
  lineTotal: number;
  /** Units in stock. */
  available: number;
}

/** A way in which this cart can be sent, and what that costs. */
export interface QuotedMethod {
  id: string;
  name: string;
  description: string;
  price: number;
  currency: string;
}

/** What a cart would cost right now. */
export interface Quote extends Omit<Pricing, 'items'> {
  items: QuotedItem[];
  currency: string;
  /** The cheapest first; none where it is not known where the order goes. */
  shippingMethods: QuotedMethod[];
}

/** What was read for a quote. */
export interface Terms {
  readonly pricesIncludeTax: boolean;
  readonly rates: readonly TaxRateRow[];
  readonly methods: readonly MethodRow[];
  readonly coupons: readonly CouponRow[];
  /** The automatic ones that hold, in the order in which they are taken off. */
  readonly discounts: readonly LiveDiscountRow[];
}

/** What a buyer chose. */
export interface Choice {
  /** One of the methods. */
  readonly shippingMethodId?: string | undefined;
  /** As they are kept. */
  readonly couponCodes: readonly string[];
}

/**
 * What goods cost together under these terms. Pure: whoever places the order decides by the same.
 *
 * @param goods of one currency, one at least
 * @throws {QuoteError} not_shippable, coupon_not_applicable, coupon_used_up, order_too_large
 */
export function quote(goods: readonly GoodsRow[], terms: Terms, choice: Choice): Quote {
  const { pricesIncludeTax } = terms;
  const { currency } = goods[0]!;
  const rates = new Map(terms.rates.map(({ tax_class, rate }) => [tax_class, rate]));
  const rateOf = (taxClass: string | null | undefined) => rates.get(taxClass ?? STANDARD_CLASS) ?? null;
  const lines = goods.map((row) => ({
    unitPrice: row.price,
    quantity: row.quantity,
    taxRate: rateOf(row.tax_class),
  }));
  return exact(() => {
    const bare = price(lines, { pricesIncludeTax, charges: [], discounts: [] });
    const coupons = couponDiscounts(choice.couponCodes, terms.coupons, {
      currency,
      total: bare.itemsTotal,
    });
    const discounts = combineDiscounts(lines, automaticDiscounts(goods, terms.discounts), coupons);
    // What shipping costs depends on what the goods come to: they are priced without it first.
    const onItems = discounts.filter(({ on }) => on === 'items');
    const { itemsTotal, discountTotal } = price(lines, { pricesIncludeTax, charges: [], discounts: onItems });
    const methods = terms.methods.map((row) => ({
      row,
      price: shippingPrice(row, itemsTotal - discountTotal),
    }));
    const charges: Charge[] = [];
    if (choice.shippingMethodId !== undefined) {
      const chosen = methods.find(({ row }) => row.id === choice.shippingMethodId);
      if (!chosen) throw new QuoteError({ kind: 'not_shippable' });
      const { name: label, tax_class } = chosen.row;
      charges.push({ type: 'SHIPPING', label, amount: chosen.price, taxRate: rateOf(tax_class) });
    }
    const pricing = price(lines, { pricesIncludeTax, charges, discounts });
    return {
      ...pricing,
      items: pricing.items.map((costs, n) => itemOf(goods[n]!, costs)),
      currency,
      shippingMethods: methods
        .map(({ row: { id, name, description }, price: cost }) => ({
          id,
          name,
          description,
          price: cost,
          currency,
        }))
        .sort((a, b) => a.price - b.price),
    };
  });
}

function shippingPrice({ price: usual, free_above }: MethodRow, goods: number): number {
  return free_above !== null && goods >= Number(free_above) ? 0 : usual;
}

function itemOf(row: GoodsRow, { amount, discount, tax, taxRate }: Costs): QuotedItem {
  return {
    productId: row.product_id,
    sku: row.sku,
    name: row.name,
    unitPrice: row.price,
    quantity: row.quantity,
    lineTotal: amount,
    discount,
    tax,
    taxRate,
    available: row.stock_quantity,
  };
}

/** @throws {QuoteError} order_too_large */
function exact<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PricingError) throw new QuoteError({ kind: 'order_too_large' });
    throw error;
  }
}
