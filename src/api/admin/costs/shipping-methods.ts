import { countryName, isCountry } from '../../../addresses/countries.ts';
import type { ShippingMethod } from '../../../entities/shipping-method.entity.ts';
import { STANDARD_CLASS } from '../../../entities/tax-rate.entity.ts';
import { limits } from '../../../limits.ts';
import { formatMoney } from '../../../markup/format-money.ts';
import { html } from '../../../markup/html.ts';
import { writeMoney } from '../../../markup/read-money.ts';
import type { Changes } from '../../../rates/settings.ts';
import {
  type ShippingMethodView,
  shippingMethods,
  viewOfShippingMethod,
} from '../../../rates/shipping-methods.ts';
import { inputField } from '../actions/fields.ts';
import type { Form } from '../actions/form.ts';
import { count, listed } from '../format.ts';
import { readAmount, readCurrency, readWholeNumber, unlessTyped } from './amounts.ts';
import type { CostKind } from './cost-kind.ts';

const MAX_COUNTRIES = 300;
const GRAMS = { min: 0, max: limits.cartWeight };

/** @param defaultCurrency of one that is added */
export const shippingMethodKind = (
  defaultCurrency: string,
): CostKind<ShippingMethod, ShippingMethodView> => ({
  settings: shippingMethods,
  viewOf: viewOfShippingMethod,
  subject: 'shipping-method',
  path: '/admin/shipping-methods',
  operation: 'ShippingMethod',
  one: 'shipping method',
  nameOf: ({ name }) => name,
  columns: html`<th scope="col" class="wide-only">Goes to</th><th scope="col" class="number">Price</th><th scope="col" class="number">Free from</th>`,
  cells: ({ countries, price, currency, freeAbove }) =>
    html`<td class="wide-only any">${countries.join(', ') || 'everywhere'}</td><td class="number">${formatMoney(price, currency)}</td><td class="number">${freeAbove == null ? '' : formatMoney(freeAbove, currency)}</td>`,
  fields: (form, row) => {
    const currency = row?.currency ?? defaultCurrency;
    const money = (amount: number | null | undefined) =>
      unlessTyped(form, amount == null ? null : writeMoney(amount, currency));
    return html`${inputField(form, 'name', { label: 'Name', hint: 'As buyers read it', value: unlessTyped(form, row?.name), attributes: html` required maxlength="${limits.label}" autocomplete="off"` })}
${inputField(form, 'description', { label: 'What to say of it', hint: 'Such as: two to three days', value: unlessTyped(form, row?.description), attributes: html` maxlength="${limits.shippingText}" autocomplete="off"` })}
${inputField(form, 'countries', { label: 'Countries', hint: 'Two letters each, such as GB, DE; empty: everywhere', value: unlessTyped(form, row?.countries.join(', ')), attributes: html` autocomplete="off" spellcheck="false"` })}
${inputField(form, 'currency', { label: 'Currency', hint: 'For carts in it alone', value: unlessTyped(form, currency), attributes: html` required maxlength="3" autocomplete="off" spellcheck="false"` })}
${inputField(form, 'price', { label: 'Price', value: money(row?.price), attributes: html` required inputmode="decimal" autocomplete="off"` })}
${inputField(form, 'freeAbove', { label: 'Free for goods from', hint: 'Less their discounts; empty: never', value: money(row?.freeAbove), attributes: html` inputmode="decimal" autocomplete="off"` })}
${inputField(form, 'minWeight', { label: 'Grams of the lightest cart', hint: 'Empty: from nothing', value: unlessTyped(form, row?.minWeight), attributes: html` inputmode="numeric" autocomplete="off"` })}
${inputField(form, 'maxWeight', { label: 'Grams of the heaviest cart', hint: 'Empty: any', value: unlessTyped(form, row?.maxWeight), attributes: html` inputmode="numeric" autocomplete="off"` })}
${inputField(form, 'taxClass', { label: 'Tax class', hint: html`<span class="mono">${STANDARD_CLASS}</span> unless it is taxed otherwise`, value: unlessTyped(form, row?.taxClass ?? STANDARD_CLASS), attributes: html` maxlength="${limits.taxClass}" autocomplete="off"` })}`;
  },
  read: (form) => {
    const currency = readCurrency(form) ?? '';
    if (currency === '') form.faults.set('currency', 'Which currency is the price in?');
    const price = readAmount(form, 'price', currency, limits.price);
    if (price === null && !form.faults.has('price'))
      form.faults.set('price', 'What does it cost? 0 is nothing');
    return {
      name: form.text('name', { max: limits.label, required: 'Give it a name' }),
      description: form.text('description', { max: limits.shippingText }),
      countries: readCountries(form),
      currency,
      price: price ?? 0,
      freeAbove: readAmount(form, 'freeAbove', currency, limits.total),
      minWeight: readWholeNumber(form, 'minWeight', GRAMS),
      maxWeight: readWholeNumber(form, 'maxWeight', GRAMS),
      taxClass: form.text('taxClass', { max: limits.taxClass }) || STANDARD_CLASS,
    };
  },
  words: wordsOf,
  unfitWords: { maxWeight: 'Not less than the lightest' },
});

function readCountries(form: Form): string[] {
  const codes = form
    .text('countries', { max: MAX_COUNTRIES * 4 })
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter((code) => code !== '');
  const unknown = codes.find((code) => !isCountry(code));
  if (unknown !== undefined)
    form.faults.set('countries', `${unknown.slice(0, 20)} is no country of ISO 3166-1`);
  return [...new Set(codes)];
}

function wordsOf({
  name = '',
  description = '',
  countries = [],
  price = 0,
  currency = '',
  freeAbove,
  minWeight,
  maxWeight,
  taxClass = STANDARD_CLASS,
}: Changes<ShippingMethod>): string {
  const free = freeAbove == null ? '' : `, free for goods from ${formatMoney(freeAbove, currency)}`;
  const where = countries.length === 0 ? 'everywhere' : `to ${listed(countries.map(countryName))}`;
  const lightest = minWeight == null ? '' : `, carts from ${count(minWeight)} g`;
  const heaviest = maxWeight == null ? '' : `, carts up to ${count(maxWeight)} g`;
  const taxed = taxClass === STANDARD_CLASS ? '' : `, taxed as ${taxClass}`;
  const said = description === '' ? '' : ` Buyers read: ${description}`;
  return `${name} for ${formatMoney(price, currency)}${free}, ${where}${lightest}${heaviest}${taxed}.${said}`;
}
