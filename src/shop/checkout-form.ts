import type { PaymentProvider } from './api-answers.ts';

/** What the checkout's form holds, as it was typed. */
export interface CheckoutForm {
  email: string;
  name: string;
  line1: string;
  line2: string;
  city: string;
  region: string;
  postalCode: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  note: string;
  /** Codes, with blanks or commas between them. */
  coupons: string;
  shippingMethodId: string;
  /** Name of a payment provider. */
  provider: string;
  /** Idempotency-Key of the order: one for the life of the form. */
  key: string;
  /** Total that was shown with it, in minor units; empty before one was. */
  expectedTotal: string;
  /** `costsOf` the form that the total was shown for. */
  quoted: string;
}

export const emptyForm: CheckoutForm = {
  email: '',
  name: '',
  line1: '',
  line2: '',
  city: '',
  region: '',
  postalCode: '',
  country: '',
  note: '',
  coupons: '',
  shippingMethodId: '',
  provider: '',
  key: '',
  expectedTotal: '',
  quoted: '',
};

/** All of a form that its costs hang on. */
export function costsOf(form: CheckoutForm): string {
  return [form.country, form.region, form.shippingMethodId, couponCodes(form).join(' ')].join('|');
}

/** In capitals, each once: somebody who types one twice means one. */
export function couponCodes({ coupons }: CheckoutForm): string[] {
  return [...new Set(coupons.toUpperCase().split(/[\s,;]+/))].filter(Boolean);
}

/** The quote's question: where it goes is known from the country on. */
export function quoteBody(form: CheckoutForm) {
  return {
    shippingCountry: form.country,
    ...given('shippingRegion', form.region),
    ...given('shippingMethodId', form.shippingMethodId),
    couponCodes: couponCodes(form),
  };
}

/** The order. What was left empty is not said. */
export function orderBody(form: CheckoutForm, provider: PaymentProvider | undefined) {
  const { name, line1, city, country } = form;
  return {
    contact: { email: form.email },
    shippingAddress: {
      name,
      line1,
      ...given('line2', form.line2),
      city,
      ...given('region', form.region),
      ...given('postalCode', form.postalCode),
      country,
    },
    ...given('shippingMethodId', form.shippingMethodId),
    couponCodes: couponCodes(form),
    ...given('note', form.note),
    expectedTotal: Number(form.expectedTotal),
    ...(provider === undefined ? {} : { payment: { provider } }),
  };
}

function given<K extends string>(name: K, value: string): Partial<Record<K, string>> {
  return value === '' ? {} : ({ [name]: value } as Record<K, string>);
}
