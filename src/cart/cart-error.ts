/** Why a cart stays as it is. */
export type CartFault =
  | 'no_account'
  | 'no_such_item'
  | 'not_for_sale'
  | 'too_many_products'
  | 'too_many_units'
  | 'other_currency';

/** A change of a cart that is not made: nothing of it is. */
export class CartError extends Error {
  override readonly name = 'CartError';

  constructor(
    readonly fault: CartFault,
    /** Those that are `not_for_sale`. */
    readonly productIds: readonly string[] = [],
  ) {
    super(fault);
  }
}
