import { HoldfastProblem, orThrow } from '../../../clients/typescript/src/index.ts';
import type { ProblemBody, Quote } from '../../shop/api-answers.ts';
import { type CheckoutForm, quoteBody } from '../../shop/checkout-form.ts';
import type { Faults } from '../../shop/fields.ts';
import { fieldFaults, problemWords } from '../../shop/problem-words.ts';
import type { Visitor } from './visitor.ts';

export interface QuotedForm {
  /** With what could be had: a way of sending that is offered, and the coupons that hold. */
  form: CheckoutForm;
  /** Undefined where it is not known where it goes. */
  quote: Quote | undefined;
  faults: Faults;
  /** Why the form is not as it was asked for. */
  words: string | undefined;
}

/**
 * What the cart costs as the form has it. What does not hold is taken out of the form and told, so that the buyer sees a
 * total, and sees why it is another one; the first way of sending is taken where none is chosen.
 *
 * @throws {HoldfastProblem} where there is no total at all, such as `cart_empty`
 */
export async function quoteForm(visitor: Visitor, asked: CheckoutForm): Promise<QuotedForm> {
  let form = asked;
  let words: string | undefined;
  if (form.country === '') return { form, quote: undefined, faults: {}, words };
  for (;;) {
    try {
      const quote = await orThrow(visitor.api.POST('/cart/quote', { body: quoteBody(form) }));
      const [cheapest] = quote.shippingMethods;
      if (cheapest === undefined && (await sends(visitor))) {
        const fault = { country: 'is not one that this can be sent to' };
        return { form, quote: undefined, faults: fault, words: 'We do not send this there.' };
      }
      if (form.shippingMethodId !== '' || cheapest === undefined) return { form, quote, faults: {}, words };
      form = { ...form, shippingMethodId: cheapest.id };
    } catch (error) {
      const refused = error instanceof HoldfastProblem ? error.problem : undefined;
      const isMethod = refused?.code === 'not_shippable' && form.shippingMethodId !== '';
      const isCoupon = form.coupons !== '' && refused !== undefined && refersToCoupons(refused);
      if (!isMethod && !isCoupon) throw error;
      if (isMethod) form = { ...form, shippingMethodId: '' };
      else form = { ...form, coupons: '' };
      words = refused!.code === 'validation_failed' ? 'This is no coupon of ours.' : problemWords(refused!);
    }
  }
}

function refersToCoupons(problem: ProblemBody): boolean {
  if (problem.code !== 'validation_failed') return problem.code.startsWith('coupon_');
  const fields = Object.keys(fieldFaults(problem));
  return fields.length > 0 && fields.every((name) => name === 'coupons');
}

/** Whether the shop has ways of sending at all: one that has none takes orders without. */
async function sends(visitor: Visitor): Promise<boolean> {
  const { items } = await orThrow(visitor.open.GET('/shipping-methods', { params: { query: { limit: 1 } } }));
  return items.length > 0;
}
