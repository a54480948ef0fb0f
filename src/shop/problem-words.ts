import { type Html, html } from '../markup/html.ts';
import type { ProblemBody } from './api-answers.ts';
import { shortWords } from './cart-page.ts';
import type { Faults } from './fields.ts';

const words: Readonly<Record<string, string>> = {
  total_changed: 'The total has changed since you saw it. Please look at it once more.',
  coupon_used_up: 'The coupon was just used up. It is taken out: look at the total before you order.',
  coupon_not_applicable:
    'The coupon does not hold for this order. It is taken out: look at the total before you order.',
  not_shippable: 'It is not sent to this address in that way. Please choose another one.',
  address_required: 'Please say where it goes.',
  too_many_unpaid_orders: 'Several of your orders wait for their payment. Pay one of them, or cancel it.',
  idempotency_key_reused: 'You have ordered with this form already. It is among your orders.',
  idempotency_in_progress: 'Your order is being taken. Press the button again in a moment.',
  cart_full: 'Your cart cannot hold more.',
  currency_mismatch: 'Your cart holds goods in another currency. Order them first.',
  order_too_large: 'This is more than one order can hold.',
  unknown_payment_provider: 'The shop is not paid in this way. Please choose how you pay.',
  order_cancelled: 'The order is cancelled.',
  order_fulfilled: 'Something of the order is shipped already. Send it back when it has come.',
  order_paid: 'There is nothing left to pay.',
  nothing_open: 'There is nothing left to cancel.',
  payment_in_progress: 'A payment of this order is under way.',
  payment_provider_refused: 'The payment was not taken. Please try another way to pay.',
  payment_provider_unavailable: 'The payment provider does not answer. Try again in a minute.',
  unauthenticated: 'The shop does not know this browser any more. Put something in the cart to begin anew.',
  invalid_credentials: 'E-mail or password is wrong.',
  email_taken: 'There is an account with this address already. Log in to it.',
  already_registered: 'This browser has made an account already. Log in to it.',
  second_factor_required: 'People who work here log in at /admin.',
  staff_only: 'People who work here log in at /admin.',
  rate_limited: 'That was a lot at once. Try again in a minute.',
};

/** What an answer that is none says to a buyer. */
export function problemWords({ code, title, status }: ProblemBody): string {
  return words[code] ?? (status >= 500 ? 'The shop does not answer. Try again in a minute.' : `${title}.`);
}

/** Which goods are short, by name. */
export function shortageWords(
  { items = [] }: ProblemBody,
  cart: readonly { productId: string; name: string }[],
): Html {
  const names = new Map(cart.map(({ productId, name }) => [productId, name]));
  const rows = items.map(
    ({ productId, available }) =>
      html`<li>${names.get(productId) ?? 'A product'}: ${shortWords(available)}</li>`,
  );
  return html`<p>Somebody was faster. Nothing is ordered:</p><ul>${rows}</ul><p><a href="/shop/cart">Change your cart</a></p>`;
}

/** The faults of a request, each at its field. */
export function fieldFaults({ errors = [] }: ProblemBody): Faults {
  return Object.fromEntries(errors.map(({ pointer, detail }) => [fieldOf(pointer), detail]));
}

/** `#/shippingAddress/city` is the field `city`. */
function fieldOf(pointer: string): string {
  const parts = pointer.split('/');
  return parts[1] === 'couponCodes' ? 'coupons' : (parts.at(-1) ?? '');
}
