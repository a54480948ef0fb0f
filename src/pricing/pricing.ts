/** What somebody wants to buy. Amounts are minor units of the one currency of the order, rates are millionths. */
export interface Line {
  /** With tax in it or without, as the order's prices are. */
  readonly unitPrice: number;
  readonly quantity: number;
  /** Null: no tax rate is known for it. 0: it is zero-rated, which the order says. */
  readonly taxRate: number | null;
}

export type ChargeType = 'SHIPPING' | 'FEE';

/** What comes on top of the lines. */
export interface Charge {
  readonly type: ChargeType;
  readonly label: string;
  readonly amount: number;
  readonly taxRate: number | null;
}

export type DiscountSource = 'COUPON' | 'AUTOMATIC' | 'MANUAL';

/** What is taken off. */
export interface Discount {
  readonly source: DiscountSource;
  readonly code?: string;
  readonly label: string;
  /** `percent`: of what is left of all that it is for; `amount`: as much, or what is left where that is less. */
  readonly kind: 'percent' | 'amount';
  /** Millionths of a `percent`, minor units of an `amount`. */
  readonly value: number;
  /** What it is for: lines, or what shipping costs. */
  readonly on: 'items' | 'shipping';
  /** The lines that it is for, by their place; undefined: all. */
  readonly positions?: readonly number[];
  /** Units that a percentage is off, of each of the positions, which are in order; undefined: all of them. */
  readonly units?: readonly number[];
}

/** All that decides the price of lines beside themselves. */
export interface PricingContext {
  readonly pricesIncludeTax: boolean;
  readonly charges: readonly Charge[];
  /** In the order in which they are taken off. */
  readonly discounts: readonly Discount[];
}

/** What a line or a charge comes to. */
export interface Costs {
  /** Before `discount`. */
  readonly amount: number;
  /** Positive: it is taken off `amount`. */
  readonly discount: number;
  /** In what is left, or on top of it, as the order's prices are. */
  readonly tax: number;
  readonly taxRate: number | null;
}

/** What an order owes of one tax rate. */
export interface TaxGroup {
  readonly rate: number;
  /** What is taxed, without the tax itself: `base + amount` is what a customer pays for it. */
  readonly base: number;
  readonly amount: number;
}

/** What an order costs. The lines add up to the groups, and the groups to the order. */
export interface Pricing {
  /** One for each line, in order. */
  readonly items: Costs[];
  /** One for each charge, in order. */
  readonly charges: (Charge & Costs)[];
  /** One for each discount, in order, with what it took off. */
  readonly discounts: AppliedDiscount[];
  /** The highest rate first. What has no rate is in none. */
  readonly taxes: TaxGroup[];
  readonly itemsTotal: number;
  /** Positive, off lines and charges. */
  readonly discountTotal: number;
  readonly chargesTotal: number;
  readonly taxTotal: number;
  readonly pricesIncludeTax: boolean;
  /** itemsTotal + chargesTotal - discountTotal, and taxTotal on top where prices do not include it. */
  readonly total: number;
}

export interface AppliedDiscount {
  readonly source: DiscountSource;
  readonly code?: string;
  readonly label: string;
  readonly amount: number;
}

/** An amount of the order is beyond what a JSON number holds exactly. */
export class PricingError extends Error {
  override readonly name = 'PricingError';

  constructor() {
    super('an amount is beyond the safe integers');
  }
}
