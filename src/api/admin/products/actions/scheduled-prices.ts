import {
  removeScheduledPrice,
  type ScheduledPriceInput,
  type ScheduledPriceView,
  schedulePrice,
} from '../../../../catalog/scheduled-prices.ts';
import { limits } from '../../../../limits.ts';
import { formatMoney } from '../../../../markup/format-money.ts';
import { html } from '../../../../markup/html.ts';
import type { Action } from '../../actions/action.ts';
import { inputField } from '../../actions/fields.ts';
import { readAmount, readInstant, spanWords } from '../../costs/amounts.ts';
import type { ProductRecord } from '../sql/find-product.ts';
import type { ChangeCatalog } from './change-catalog.ts';
import { refuseArchived } from './refuse-archived.ts';

/** A scheduled price with its product. */
export interface PriceOfProduct {
  product: ProductRecord;
  scheduled: ScheduledPriceView;
}

export const schedulePriceAction = (change: ChangeCatalog): Action<ProductRecord, ScheduledPriceInput> => ({
  path: 'schedule-price',
  operation: 'schedulePrice',
  title: ({ name }) => `A price of ${name} for a time`,
  refusal: refuseArchived,
  fields: ({ currency }, form) =>
    html`${inputField(form, 'price', { label: `Price in ${currency}`, attributes: html` required inputmode="decimal" autocomplete="off"` })}
${inputField(form, 'startsAt', { label: 'Counts from, UTC', hint: 'Empty: from now on', attributes: html` type="datetime-local" step="any"` })}
${inputField(form, 'endsAt', { label: 'Until, UTC', hint: 'Empty: with no end', attributes: html` type="datetime-local" step="any"` })}`,
  read: ({ currency }, form) => {
    const price = readAmount(form, 'price', currency, limits.price);
    if (price === null && !form.faults.has('price')) form.faults.set('price', 'What does it cost then?');
    const startsAt = readInstant(form, 'startsAt') ?? new Date();
    const endsAt = readInstant(form, 'endsAt');
    if (endsAt && endsAt <= startsAt) form.faults.set('endsAt', 'Must be after the beginning');
    return { price: price ?? 0, startsAt, endsAt };
  },
  review: ({ name, usualPrice, currency }, { price, startsAt, endsAt }) => ({
    sentences: [
      `${name} costs ${formatMoney(price, currency)}${spanWords(startsAt, endsAt)}.`,
      `Before and after it costs the usual ${formatMoney(usualPrice, currency)}. Orders that were placed keep the price they were placed at.`,
    ],
    button: 'Schedule it',
  }),
  run: ({ id }, input, by) => change(by, id, (tx) => schedulePrice(tx, id, input, by.trail)),
  done: 'scheduled',
});

export const removePriceAction = (change: ChangeCatalog): Action<PriceOfProduct, undefined> => ({
  path: 'remove',
  operation: 'deleteScheduledPrice',
  title: ({ product }) => `Remove a scheduled price of ${product.name}`,
  read: () => undefined,
  review: ({ product: { name, currency, usualPrice }, scheduled }) => ({
    sentences: [
      `${name} no longer costs ${formatMoney(scheduled.price, currency)}${spanWords(
        new Date(scheduled.startsAt),
        scheduled.endsAt === null ? null : new Date(scheduled.endsAt),
      )}, but the usual ${formatMoney(usualPrice, currency)}.`,
      'Orders that were placed keep the price they were placed at.',
    ],
    button: 'Remove it',
    isGrave: true,
  }),
  run: ({ product, scheduled: { id, version: seen } }, _nothing, by) =>
    change(by, product.id, (tx) =>
      removeScheduledPrice(
        tx,
        { productId: product.id, id, precondition: (version) => version === seen },
        by.trail,
      ),
    ),
  done: 'gone',
});
