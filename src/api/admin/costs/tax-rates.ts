import { countryName, isCountry } from '../../../addresses/countries.ts';
import { STANDARD_CLASS, type TaxRate } from '../../../entities/tax-rate.entity.ts';
import { limits } from '../../../limits.ts';
import { html } from '../../../markup/html.ts';
import { percent } from '../../../markup/percent.ts';
import { type TaxRateView, taxRates, viewOfTaxRate } from '../../../rates/tax-rates.ts';
import { inputField } from '../actions/fields.ts';
import { readInstant, readPercent, spanWords, unlessTyped, writeInstant } from './amounts.ts';
import type { CostKind } from './cost-kind.ts';

export const taxRateKind: CostKind<TaxRate, TaxRateView> = {
  settings: taxRates,
  viewOf: viewOfTaxRate,
  subject: 'tax-rate',
  path: '/admin/tax-rates',
  operation: 'TaxRate',
  one: 'tax rate',
  nameOf: ({ country, region, name }) => `${region ? `${region}, ` : ''}${countryName(country)}: ${name}`,
  tools: html`<a class="button" href="/admin/tax-rates/import">Import a file</a>`,
  columns: html`<th scope="col" class="number">Rate</th><th scope="col" class="wide-only">Class</th><th scope="col" class="wide-only">Holds</th>`,
  cells: ({ rate, taxClass, validFrom, validTo }) =>
    html`<td class="number">${percent(rate)} %</td><td class="wide-only any">${taxClass}</td><td class="wide-only">${spanWords(validFrom, validTo).trim() || 'always'}</td>`,
  fields: (
    form,
    row,
  ) => html`${inputField(form, 'country', { label: 'Country', hint: 'Two letters, such as DE', value: unlessTyped(form, row?.country), attributes: html` required maxlength="2" autocomplete="off" spellcheck="false"` })}
${inputField(form, 'region', { label: 'Region', hint: 'As addresses name it; empty: all of the country', value: unlessTyped(form, row?.region), attributes: html` maxlength="${limits.address.region}" autocomplete="off"` })}
${inputField(form, 'rate', { label: 'Rate in percent', hint: 'Such as 19 or 2.6', value: unlessTyped(form, row && percent(row.rate)), attributes: html` required inputmode="decimal" autocomplete="off"` })}
${inputField(form, 'name', { label: 'Name', hint: 'Such as VAT 19 %', value: unlessTyped(form, row?.name), attributes: html` required maxlength="${limits.label}" autocomplete="off"` })}
${inputField(form, 'taxClass', { label: 'Tax class', hint: html`Goods that are taxed alike; <span class="mono">${STANDARD_CLASS}</span> is what says nothing`, value: unlessTyped(form, row?.taxClass ?? STANDARD_CLASS), attributes: html` maxlength="${limits.taxClass}" autocomplete="off"` })}
${inputField(form, 'validFrom', { label: 'Holds from, UTC', hint: 'Empty: ever since. Of several the one that began last counts', value: unlessTyped(form, writeInstant(row?.validFrom)), attributes: html` type="datetime-local" step="any"` })}
${inputField(form, 'validTo', { label: 'Until, UTC', hint: 'Empty: with no end', value: unlessTyped(form, writeInstant(row?.validTo)), attributes: html` type="datetime-local" step="any"` })}`,
  read: (form) => {
    const country = form.text('country', { max: 2, required: 'Which country?' }).toUpperCase();
    if (!isCountry(country) && !form.faults.has('country'))
      form.faults.set('country', 'No country of ISO 3166-1');
    return {
      country,
      region: form.text('region', { max: limits.address.region }) || null,
      rate: readPercent(form, 'rate'),
      name: form.text('name', { max: limits.label, required: 'Give it a name' }),
      taxClass: form.text('taxClass', { max: limits.taxClass }) || STANDARD_CLASS,
      validFrom: readInstant(form, 'validFrom'),
      validTo: readInstant(form, 'validTo'),
    };
  },
  words: ({ country = '', region, rate = 0, name = '', taxClass = STANDARD_CLASS, validFrom, validTo }) => {
    const where = `${region ? `${region}, ` : ''}${countryName(country)}`;
    return `${where} takes ${percent(rate)} % (${name}) of the class ${taxClass}${spanWords(validFrom, validTo)}.`;
  },
  unfitWords: { validTo: 'Must be after the beginning' },
};
