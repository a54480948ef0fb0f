/** Why there is no quote. */
export type QuoteFault =
  | { kind: 'cart_empty' }
  | { kind: 'order_too_large' }
  | { kind: 'address_required' }
  | { kind: 'not_shippable' }
  /** @property coupons those that do not hold: their place among the codes, and why in words */
  | { kind: 'coupon_not_applicable'; coupons: readonly { code: string; place: number; why: string }[] }
  | { kind: 'coupon_used_up'; codes: readonly string[] };

/** A cart that has no price as it was asked for. */
export class QuoteError extends Error {
  override readonly name = 'QuoteError';

  constructor(readonly fault: QuoteFault) {
    super(fault.kind);
  }
}
