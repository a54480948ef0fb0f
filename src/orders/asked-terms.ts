import type { Destination } from '../rates/parcel.ts';

/** What an order asks for beside what is in the cart, and what decides what it costs; most ask for nothing. */
export interface AskedTerms {
  readonly pricesIncludeTax: boolean;
  /** It is taxed as there. */
  readonly destination?: Destination | undefined;
  /** In lower case. Not without a destination. */
  readonly shippingMethodId?: string | undefined;
  /** As they are kept, each once. */
  readonly couponCodes: readonly string[];
  /** Who buys, as coupons count buyers. */
  readonly buyerKey: string;
  /** Minor units: it is not placed if it costs anything else. */
  readonly expectedTotal?: number | undefined;
}
