import type { Coupon, CouponKind } from '../../../entities/coupon.entity.ts';
import { limits } from '../../../limits.ts';
import { formatMoney } from '../../../markup/format-money.ts';
import { html } from '../../../markup/html.ts';
import { percent } from '../../../markup/percent.ts';
import { writeMoney } from '../../../markup/read-money.ts';
import { type CouponView, couponCode, coupons, viewOfCoupon } from '../../../rates/coupons.ts';
import type { Changes } from '../../../rates/settings.ts';
import { checkboxField, inputField, selectField } from '../actions/fields.ts';
import type { Form } from '../actions/form.ts';
import { count, counted } from '../format.ts';
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

const kinds: readonly (readonly [CouponKind, string])[] = [
  ['percent', 'A percentage off the goods'],
  ['amount', 'An amount off the goods'],
  ['freeShipping', 'Shipping for nothing'],
];
const USES = { min: 1, max: 2_147_483_647 };

export const couponKind: CostKind<Coupon, CouponView> = {
  settings: coupons,
  viewOf: viewOfCoupon,
  subject: 'coupon',
  path: '/admin/coupons',
  operation: 'Coupon',
  one: 'coupon',
  nameOf: ({ code }) => code,
  columns: html`<th scope="col">Takes off</th><th scope="col" class="wide-only">Holds</th><th scope="col" class="number">Used</th>`,
  cells: (row) =>
    html`<td>${offWords(row)}</td><td class="wide-only">${spanWords(row.startsAt, row.endsAt).trim() || 'always'}</td><td class="number">${count(row.used)}${row.usageLimit == null ? '' : ` of ${count(row.usageLimit)}`}</td>`,
  fields: (form, row) => {
    const money = (amount: number | null | undefined) =>
      amount == null || row?.currency == null ? null : writeMoney(amount, row.currency);
    const value =
      row?.kind === 'percent' ? percent(row.value) : row?.kind === 'amount' ? money(row.value) : null;
    const isTicked = form.filledIn.length > 0 ? form.has('firstOrderOnly') : row?.firstOrderOnly === true;
    return html`${inputField(form, 'code', { label: 'Code', hint: 'Letters, digits, - and _; in any case', value: unlessTyped(form, row?.code), attributes: html` required maxlength="${limits.couponCode}" autocomplete="off" spellcheck="false"` })}
${selectField(form, 'kind', { label: 'It is', choices: kinds, value: unlessTyped(form, row?.kind) })}
${inputField(form, 'value', { label: 'How much', hint: 'Percent such as 10, or an amount such as 5.00; empty for shipping', value: unlessTyped(form, value), attributes: html` inputmode="decimal" autocomplete="off"` })}
${inputField(form, 'currency', { label: 'Currency', hint: 'Of amounts; with one it is for orders in it alone', value: unlessTyped(form, row?.currency), attributes: html` maxlength="3" autocomplete="off" spellcheck="false"` })}
${inputField(form, 'minTotal', { label: 'For goods from', hint: 'Before anything is taken off; empty: for any', value: unlessTyped(form, money(row?.minTotal)), attributes: html` inputmode="decimal" autocomplete="off"` })}
${inputField(form, 'startsAt', { label: 'Holds from, UTC', hint: 'Empty: from now on', value: unlessTyped(form, writeInstant(row?.startsAt)), attributes: html` type="datetime-local" step="any"` })}
${inputField(form, 'endsAt', { label: 'Until, UTC', hint: 'Empty: with no end', value: unlessTyped(form, writeInstant(row?.endsAt)), attributes: html` type="datetime-local" step="any"` })}
${inputField(form, 'usageLimit', { label: 'Orders that may have it', hint: 'Empty: any number', value: unlessTyped(form, row?.usageLimit), attributes: html` inputmode="numeric" autocomplete="off"` })}
${inputField(form, 'perCustomerLimit', { label: 'Orders of one buyer', hint: 'Empty: any number', value: unlessTyped(form, row?.perCustomerLimit), attributes: html` inputmode="numeric" autocomplete="off"` })}
${checkboxField('firstOrderOnly', 'For a first order alone', isTicked)}`;
  },
  read: (form, row) => {
    const code = form.text('code', { max: limits.couponCode, required: 'What do buyers type?' });
    if (!/^[A-Za-z0-9_-]+$/.test(code) && !form.faults.has('code'))
      form.faults.set('code', 'Letters, digits, - and _ alone');
    const kind = form.choice('kind', ['percent', 'amount', 'freeShipping']);
    const currency = readCurrency(form);
    const usageLimit = readWholeNumber(form, 'usageLimit', USES);
    if (usageLimit !== null && row && usageLimit < row.used)
      form.faults.set('usageLimit', `${counted(row.used, 'order')} had it already`);
    const hasAmount = kind === 'amount' || form.has('minTotal');
    if (hasAmount && currency === undefined) form.faults.set('currency', 'Which currency is the amount in?');
    return {
      code: couponCode(code),
      kind,
      value: readValue(form, kind, currency ?? ''),
      currency: currency ?? null,
      minTotal: readAmount(form, 'minTotal', currency ?? '', limits.total),
      startsAt: readInstant(form, 'startsAt'),
      endsAt: readInstant(form, 'endsAt'),
      usageLimit,
      perCustomerLimit: readWholeNumber(form, 'perCustomerLimit', USES),
      firstOrderOnly: form.has('firstOrderOnly'),
    };
  },
  words: wordsOf,
  unfitWords: { value: 'More than nothing', endsAt: 'Must be after the beginning' },
};

function readValue(form: Form, kind: CouponKind, currency: string): number {
  if (kind === 'percent') return readPercent(form, 'value');
  if (kind === 'amount') {
    const amount = readAmount(form, 'value', currency, limits.total);
    if (amount === null && !form.faults.has('value')) form.faults.set('value', 'How much does it take off?');
    return amount ?? 0;
  }
  if (form.raw('value').trim() !== '') form.faults.set('value', 'Shipping for nothing has no amount');
  return 0;
}

function offWords({ kind, value = 0, currency }: Changes<Coupon>): string {
  if (kind === 'percent') return `${percent(value)} %`;
  return kind === 'amount' ? formatMoney(value, currency ?? '') : 'shipping';
}

function wordsOf(input: Changes<Coupon>): string {
  const { code = '', currency, minTotal, startsAt, endsAt, usageLimit, perCustomerLimit } = input;
  const least =
    minTotal != null && currency != null ? `, for goods from ${formatMoney(minTotal, currency)}` : '';
  const only = currency == null ? '' : `, in ${currency} alone`;
  const span = spanWords(startsAt, endsAt);
  const inAll = usageLimit == null ? '' : `, for ${counted(usageLimit, 'order')} in all`;
  const each = perCustomerLimit == null ? '' : `, for ${counted(perCustomerLimit, 'order')} of one buyer`;
  const first = input.firstOrderOnly ? ', for a first order alone' : '';
  return `${code} takes ${offWords(input)} off${least}${only}${span && `,${span}`}${inAll}${each}${first}.`;
}
