import { adjustStock } from '../../../../catalog/change-products.ts';
import { limits } from '../../../../limits.ts';
import { html } from '../../../../markup/html.ts';
import type { Action } from '../../actions/action.ts';
import { inputField } from '../../actions/fields.ts';
import { count, counted } from '../../format.ts';
import type { ProductRecord } from '../sql/find-product.ts';
import type { ChangeCatalog } from './change-catalog.ts';
import { refuseArchived } from './refuse-archived.ts';

interface Adjustment {
  delta: number;
  reason: string;
}

/** Relative, whatever is sold meanwhile: nobody has to look again because of a sale. */
export const adjustStockAction = (change: ChangeCatalog): Action<ProductRecord, Adjustment> => ({
  path: 'adjust-stock',
  operation: 'adjustStock',
  title: ({ name }) => `Adjust the stock of ${name}`,
  refusal: refuseArchived,
  fields: ({ stockQuantity }, form) => html`<p>${counted(stockQuantity, 'unit')} in stock now.</p>
${inputField(form, 'delta', { label: 'Units that come or go', hint: 'Such as 12, or -3 for three that are gone', attributes: html` required inputmode="text" pattern="[+\\-−]?[0-9]+" autocomplete="off"` })}
${inputField(form, 'reason', { label: 'Why', hint: 'For the ledger: delivery, counted, broken, …', attributes: html` required maxlength="200" autocomplete="off"` })}`,
  read: (_product, form) => {
    const delta = form.integer('delta', { min: -limits.stock, max: limits.stock });
    if (delta === 0 && !form.faults.has('delta')) form.faults.set('delta', 'Zero changes nothing');
    return { delta, reason: form.text('reason', { max: 200, required: 'Say why' }) };
  },
  review: ({ name, stockQuantity }, { delta, reason }) => ({
    sentences: [
      `${counted(Math.abs(delta), 'unit')} of ${name} ${delta > 0 ? 'come in' : 'are taken out'}: ` +
        `${count(stockQuantity)} now, ${count(stockQuantity + delta)} then, if none is sold meanwhile.`,
      `The ledger keeps it, with your name and the reason: ${reason}`,
    ],
    button: delta > 0 ? `Add ${count(delta)}` : `Take ${count(-delta)} out`,
    isGrave: delta < 0,
  }),
  run: async ({ id }, { delta, reason }, by) => {
    await change(by, id, (tx) => adjustStock(tx, id, delta, reason, by.trail));
  },
  done: 'adjusted',
});
