import { Overloaded } from '../../batching/batcher.ts';
import { CartError, type CartFault } from '../../cart/cart-error.ts';
import { CartContended } from '../../cart/change-held-cart.ts';
import { Problem, type ProblemCode } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { overloaded } from '../overloaded.ts';

const problems: Record<CartFault, [code: ProblemCode, detail?: string]> = {
  no_account: ['unauthenticated', 'This account is gone'],
  no_such_item: ['not_found', 'There is no such item in your cart'],
  not_for_sale: ['not_found', 'There is no such product'],
  too_many_products: ['cart_full', `A cart holds up to ${limits.cartItems} different products`],
  too_many_units: ['cart_full', `A line holds up to ${limits.quantity} units`],
  other_currency: ['currency_mismatch'],
};

/** Faults that one answer names. */
const MAX_FAULTS = 50;

/**
 * For `catch`: throws what the client is told, in place of why the cart stays as it is.
 *
 * @param pointerOf where in the request's body a product stands
 */
export function asProblem(pointerOf?: (productId: string) => string): (error: unknown) => never {
  return (error) => {
    if (error instanceof Overloaded || error instanceof CartContended) throw overloaded(error);
    if (!(error instanceof CartError)) throw error;
    const [code, detail] = problems[error.fault];
    if (!pointerOf || error.productIds.length === 0) throw new Problem(code, detail);
    const errors = error.productIds
      .slice(0, MAX_FAULTS)
      .map((id) => ({ pointer: pointerOf(id), detail: 'no product for sale has this id' }));
    throw new Problem(code, detail, { extensions: { errors } });
  };
}
