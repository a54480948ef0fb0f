import { updateProduct } from '../../../../catalog/change-products.ts';
import { limits } from '../../../../limits.ts';
import { formatMoney } from '../../../../markup/format-money.ts';
import { html } from '../../../../markup/html.ts';
import { readMoney, writeMoney } from '../../../../markup/read-money.ts';
import type { Action } from '../../actions/action.ts';
import { inputField } from '../../actions/fields.ts';
import type { ProductRecord } from '../sql/find-product.ts';
import type { ChangeCatalog } from './change-catalog.ts';
import { refuseArchived } from './refuse-archived.ts';

/** The new usual price in minor units. It replaces the one that was shown and no other. */
export const changePriceAction = (change: ChangeCatalog): Action<ProductRecord, number> => ({
  path: 'price',
  operation: 'updateProduct',
  title: ({ name }) => `Change the price of ${name}`,
  refusal: refuseArchived,
  fields: ({ usualPrice: price, currency }, form) =>
    inputField(form, 'price', {
      label: `Price in ${currency}`,
      value: writeMoney(price, currency),
      attributes: html` required inputmode="decimal" autocomplete="off"`,
    }),
  read: ({ usualPrice: price, currency }, form) => {
    const minorUnits = readMoney(form.raw('price'), currency);
    const most = formatMoney(limits.price, currency);
    if (minorUnits === undefined)
      form.faults.set('price', `An amount such as ${writeMoney(price, currency)}`);
    else if (minorUnits > limits.price) form.faults.set('price', `No more than ${most}`);
    return minorUnits ?? price;
  },
  review: ({ name, price: now, usualPrice: price, currency }, minorUnits) => ({
    sentences: [
      `${name} costs ${formatMoney(minorUnits, currency)} from now on; until now ${formatMoney(price, currency)}.`,
      ...(now === price
        ? []
        : [`While its scheduled price counts it costs ${formatMoney(now, currency)} all the same.`]),
      'Orders that were placed keep the price they were placed at. A cart pays what holds when it is ordered.',
    ],
    button: `Set ${formatMoney(minorUnits, currency)}`,
  }),
  run: async ({ id, usualPrice: shown }, price, by) => {
    await change(by, id, (tx) =>
      updateProduct(
        tx,
        id,
        { price },
        (_version, product) => (product.usualPrice ?? product.price) === shown,
        by.trail,
      ),
    );
  },
  done: 'priced',
});
