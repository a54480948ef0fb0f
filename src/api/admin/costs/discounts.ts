import { slugOf } from '../../../catalog/identity.ts';
import type {
  AutomaticDiscount,
  DiscountKind,
  DiscountScope,
} from '../../../entities/automatic-discount.entity.ts';
import { limits } from '../../../limits.ts';
import { formatMoney } from '../../../markup/format-money.ts';
import { html } from '../../../markup/html.ts';
import { percent } from '../../../markup/percent.ts';
import { writeMoney } from '../../../markup/read-money.ts';
import { type DiscountView, discounts, viewOfDiscount } from '../../../rates/discounts.ts';
import type { Changes } from '../../../rates/settings.ts';
import { checkboxField, inputField, selectField } from '../actions/fields.ts';
import type { Form } from '../actions/form.ts';
import { count, counted } from '../format.ts';
import { readId } from '../query.ts';
import {
  readAmount,
  readCurrency,
  readInstant,
  readPercent,
  readWholeNumber,
  spanWords,
  unlessTyped,
  writeInstant,
} from './amounts.ts';
import type { CostKind } from './cost-kind.ts';

const kinds: readonly (readonly [DiscountKind, string])[] = [
  ['percent', 'A percentage'],
  ['amount', 'An amount'],
  ['buyXGetY', 'A percentage of the units that are got with others'],
];
const scopes: readonly (readonly [DiscountScope, string])[] = [
  ['order', 'All goods'],
  ['category', 'A category'],
  ['products', 'Some products'],
];
const UNITS = { min: 1, max: limits.quantity };
const PRIORITY = { min: -1_000_000, max: 1_000_000 };

export const discountKind: CostKind<AutomaticDiscount, DiscountView> = {
  settings: discounts,
  viewOf: viewOfDiscount,
  subject: 'discount',
  path: '/admin/discounts',
  operation: 'Discount',
  one: 'automatic discount',
  nameOf: ({ name }) => name,
  columns: html`<th scope="col">Takes off</th><th scope="col" class="wide-only">Of</th><th scope="col" class="wide-only">Holds</th><th scope="col" class="number">Priority</th>`,
  cells: (row) =>
    html`<td>${offWords(row)}</td><td class="wide-only any">${ofWords(row)}</td><td class="wide-only">${row.enabled ? spanWords(row.startsAt, row.endsAt).trim() || 'always' : 'switched off'}</td><td class="number">${count(row.priority)}</td>`,
  fields: (form, row) => {
    const money = (amount: number | null | undefined) =>
      amount == null || row?.currency == null ? null : writeMoney(amount, row.currency);
    const value = row && (row.kind === 'amount' ? money(row.value) : percent(row.value));
    const isTicked = (name: 'combinable' | 'enabled') =>
      form.filledIn.length > 0 ? form.has(name) : row?.[name] !== false;
    return html`${inputField(form, 'name', { label: 'Name', hint: 'As buyers read it', value: unlessTyped(form, row?.name), attributes: html` required maxlength="${limits.label}" autocomplete="off"` })}
${selectField(form, 'kind', { label: 'It is', choices: kinds, value: unlessTyped(form, row?.kind) })}
${inputField(form, 'value', { label: 'How much', hint: 'Percent such as 10, or an amount such as 5.00; 100 for units that cost nothing', value: unlessTyped(form, value), attributes: html` required inputmode="decimal" autocomplete="off"` })}
${inputField(form, 'buyQuantity', { label: 'Units bought', hint: 'Where units are got with others', value: unlessTyped(form, row?.buyQuantity), attributes: html` inputmode="numeric" autocomplete="off"` })}
${inputField(form, 'getQuantity', { label: 'Units got', hint: 'The cheapest ones', value: unlessTyped(form, row?.getQuantity), attributes: html` inputmode="numeric" autocomplete="off"` })}
${selectField(form, 'scope', { label: 'It is for', choices: scopes, value: unlessTyped(form, row?.scope) })}
${inputField(form, 'category', { label: 'Category', hint: 'Where it is for one; in any case', value: unlessTyped(form, row?.category), attributes: html` maxlength="${limits.category}" autocomplete="off"` })}
${inputField(form, 'productIds', { label: 'Products', hint: 'Where it is for some: their ids, with blanks between them', value: unlessTyped(form, row?.productIds.join(' ')), attributes: html` autocomplete="off" spellcheck="false"` })}
${inputField(form, 'currency', { label: 'Currency', hint: 'Of amounts; with one it is for orders in it alone', value: unlessTyped(form, row?.currency), attributes: html` maxlength="3" autocomplete="off" spellcheck="false"` })}
${inputField(form, 'minTotal', { label: 'For goods from', hint: 'Of what it is for, before anything is taken off; empty: for any', value: unlessTyped(form, money(row?.minTotal)), attributes: html` inputmode="decimal" autocomplete="off"` })}
${inputField(form, 'minQuantity', { label: 'For units from', hint: 'Of what it is for; empty: for any', value: unlessTyped(form, row?.minQuantity), attributes: html` inputmode="numeric" autocomplete="off"` })}
${inputField(form, 'startsAt', { label: 'Holds from, UTC', hint: 'Empty: from now on', value: unlessTyped(form, writeInstant(row?.startsAt)), attributes: html` type="datetime-local" step="any"` })}
${inputField(form, 'endsAt', { label: 'Until, UTC', hint: 'Empty: with no end', value: unlessTyped(form, writeInstant(row?.endsAt)), attributes: html` type="datetime-local" step="any"` })}
${inputField(form, 'priority', { label: 'Priority', hint: 'The highest comes first; empty: 0', value: unlessTyped(form, row?.priority), attributes: html` inputmode="numeric" autocomplete="off"` })}
${checkboxField('combinable', 'Others may be taken off beside it', isTicked('combinable'))}
${checkboxField('enabled', 'Switched on', isTicked('enabled'))}`;
  },
  read: (form) => {
    const kind = form.choice('kind', ['percent', 'amount', 'buyXGetY']);
    const currency = readCurrency(form);
    if ((kind === 'amount' || form.has('minTotal')) && currency === undefined)
      form.faults.set('currency', 'Which currency is the amount in?');
    return {
      name: form.text('name', { max: limits.label, required: 'Give it a name' }),
      kind,
      value: readValue(form, kind, currency ?? ''),
      buyQuantity: readWholeNumber(form, 'buyQuantity', UNITS),
      getQuantity: readWholeNumber(form, 'getQuantity', UNITS),
      scope: form.choice('scope', ['order', 'category', 'products']),
      category: slugOf(form.text('category', { max: limits.category })) || null,
      productIds: readIds(form),
      currency: currency ?? null,
      minTotal: readAmount(form, 'minTotal', currency ?? '', limits.total),
      minQuantity: readWholeNumber(form, 'minQuantity', UNITS),
      startsAt: readInstant(form, 'startsAt'),
      endsAt: readInstant(form, 'endsAt'),
      priority: readWholeNumber(form, 'priority', PRIORITY) ?? 0,
      combinable: form.has('combinable'),
      enabled: form.has('enabled'),
    };
  },
  words: wordsOf,
  unfitWords: {
    endsAt: 'Must be after the beginning',
    category: 'Goes with a discount for a category, and has to be there with it',
    productIds: 'Go with a discount for some products, and have to be there with it',
    buyQuantity: 'Goes with units that are got with others, and has to be there with them',
    getQuantity: 'Goes with units that are got with others, and has to be there with them',
  },
};

function readValue(form: Form, kind: DiscountKind, currency: string): number {
  const value =
    kind === 'amount' ? readAmount(form, 'value', currency, limits.total) : readPercent(form, 'value');
  if (!value && !form.faults.has('value')) form.faults.set('value', 'More than nothing');
  return value ?? 0;
}

function readIds(form: Form): string[] {
  const ids = form
    .raw('productIds')
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(readId);
  const known = new Set(ids.filter((id) => id !== undefined));
  if (ids.includes(undefined)) form.faults.set('productIds', 'One of them is no id of a product');
  else if (known.size > limits.discountProducts)
    form.faults.set('productIds', `No more than ${limits.discountProducts}`);
  return [...known];
}

function offWords({
  kind,
  value = 0,
  currency,
  buyQuantity,
  getQuantity,
}: Changes<AutomaticDiscount>): string {
  if (kind === 'amount') return formatMoney(value, currency ?? '');
  const off = `${percent(value)} %`;
  return kind === 'percent' ? off : `${off} of ${getQuantity ?? 0} with ${buyQuantity ?? 0}`;
}

function ofWords({ scope, category, productIds = [] }: Changes<AutomaticDiscount>): string {
  if (scope === 'category') return `the category ${category}`;
  return scope === 'products' ? counted(productIds.length, 'product') : 'all goods';
}

function wordsOf(input: Changes<AutomaticDiscount>): string {
  const { name = '', currency, minTotal, minQuantity, startsAt, endsAt, priority = 0, combinable } = input;
  const least =
    minTotal != null && currency != null ? `, for goods from ${formatMoney(minTotal, currency)}` : '';
  const units = minQuantity == null ? '' : `, for ${counted(minQuantity, 'unit')} and more`;
  const only = currency == null ? '' : `, in ${currency} alone`;
  const span = spanWords(startsAt, endsAt);
  const rank = priority === 0 ? '' : `, with priority ${priority}`;
  const beside = combinable ? '' : ', and nothing beside it';
  const off = input.enabled ? '' : ' It is switched off.';
  return `${name} takes ${offWords(input)} off ${ofWords(input)}${least}${units}${only}${span && `,${span}`}${rank}${beside}.${off}`;
}
