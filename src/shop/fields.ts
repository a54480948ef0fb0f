import { countryCodes, countryName } from '../addresses/countries.ts';
import { limits } from '../limits.ts';
import { Html, html } from '../markup/html.ts';
import type { CheckoutForm } from './checkout-form.ts';

type TextField = Exclude<keyof CheckoutForm, 'country' | 'note' | 'key' | 'expectedTotal' | 'quoted'>;
/** What is wrong with a field, in words. */
export type Faults = Partial<Record<keyof CheckoutForm, string>>;

const { address } = limits;
const texts: Partial<Record<TextField, { label: string; max: number; autocomplete: string; type?: string }>> =
  {
    email: { label: 'E-mail', max: limits.email, autocomplete: 'email', type: 'email' },
    name: { label: 'Name', max: address.name, autocomplete: 'shipping name' },
    line1: { label: 'Street and number', max: address.line, autocomplete: 'shipping address-line1' },
    line2: { label: 'Floor, flat, company', max: address.line, autocomplete: 'shipping address-line2' },
    postalCode: { label: 'Postal code', max: address.postalCode, autocomplete: 'shipping postal-code' },
    city: { label: 'City', max: address.city, autocomplete: 'shipping address-level2' },
    region: { label: 'Region or state', max: address.region, autocomplete: 'shipping address-level1' },
  };
const required: ReadonlySet<string> = new Set(['email', 'name', 'line1', 'city', 'country']);

/** A line of text with its label and what is wrong with it. */
export function textField(name: TextField, form: CheckoutForm, faults: Faults): Html {
  const { label, max, autocomplete, type = 'text' } = texts[name]!;
  return html`<div class="field"><label for="${name}">${label}${optionalMark(name)}</label>
<input id="${name}" name="${name}" type="${type}" value="${form[name]}" maxlength="${max}" autocomplete="${autocomplete}"${requiredMark(name)}${faultMark(name, faults)}>${faultWords(name, label, faults)}</div>\n`;
}

const countries = countryCodes
  .map((code) => ({ code, name: countryName(code) }))
  .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));

export function countryField({ country }: CheckoutForm, faults: Faults): Html {
  const options = countries.map(
    ({ code, name }) =>
      html`<option value="${code}"${new Html(code === country ? ' selected' : '')}>${name}</option>`,
  );
  return html`<div class="field"><label for="country">Country</label>
<select id="country" name="country" autocomplete="shipping country" required${faultMark('country', faults)}><option value="">Choose</option>${options}</select>${faultWords('country', 'The country', faults)}</div>\n`;
}

export function noteField({ note }: CheckoutForm, faults: Faults): Html {
  return html`<div class="field"><label for="note">To the shop <span class="soft">(optional)</span></label>
<textarea id="note" name="note" rows="2" maxlength="${limits.orderNote}"${faultMark('note', faults)}>${note}</textarea>${faultWords('note', 'It', faults)}</div>\n`;
}

export function couponField({ coupons }: CheckoutForm, faults: Faults): Html {
  return html`<div class="field"><label for="coupons">Coupon <span class="soft">(optional)</span></label>
<input id="coupons" name="coupons" value="${coupons}" maxlength="400" autocomplete="off" autocapitalize="characters" spellcheck="false"${faultMark('coupons', faults)}>${faultWords('coupons', 'A code', faults)}</div>\n`;
}

const optionalMark = (name: string) =>
  required.has(name) ? [] : html` <span class="soft">(optional)</span>`;
const requiredMark = (name: string) => new Html(required.has(name) ? ' required' : '');
const faultMark = (name: keyof CheckoutForm, faults: Faults) =>
  faults[name] === undefined ? [] : html` aria-invalid="true" aria-describedby="${name}-fault"`;
const faultWords = (name: keyof CheckoutForm, label: string, faults: Faults) =>
  faults[name] === undefined
    ? []
    : html`\n<span class="fault" id="${name}-fault">${label} ${faults[name]}.</span>`;
