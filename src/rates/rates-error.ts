/** Why what an order costs is set up as it was. */
export type RatesFault =
  | { kind: 'no_such_setting' }
  | { kind: 'other_version'; version: number }
  | { kind: 'tax_rate_taken' }
  | { kind: 'coupon_code_taken' }
  /** @property member what does not fit to the others, @property why in words */
  | { kind: 'unfit'; member: string; why: string };

/** A change of shipping methods, tax rates or coupons that is not made: nothing of it is. */
export class RatesError extends Error {
  override readonly name = 'RatesError';

  constructor(readonly fault: RatesFault) {
    super(fault.kind);
  }
}
