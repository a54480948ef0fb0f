import { updateProduct } from '../../../../catalog/change-products.ts';
import { STANDARD_CLASS } from '../../../../entities/tax-rate.entity.ts';
import { limits } from '../../../../limits.ts';
import { html } from '../../../../markup/html.ts';
import type { Action } from '../../actions/action.ts';
import { inputField } from '../../actions/fields.ts';
import { count } from '../../format.ts';
import type { ProductRecord } from '../sql/find-product.ts';
import type { ChangeCatalog } from './change-catalog.ts';
import { refuseArchived } from './refuse-archived.ts';

interface TaxAndWeight {
  taxClass: string;
  /** Grams; null: nobody says. */
  weight: number | null;
}

/** How a product is taxed, and what it weighs: what orders of it cost beside its price. */
export const changeTaxAndWeightAction = (change: ChangeCatalog): Action<ProductRecord, TaxAndWeight> => ({
  path: 'tax-and-weight',
  operation: 'updateProduct',
  title: ({ name }) => `Tax and weight of ${name}`,
  refusal: refuseArchived,
  fields: ({ taxClass, weight }, form) => {
    // What was emptied stays empty in a form that came back.
    const isNew = form.filledIn.length === 0;
    return html`${inputField(form, 'taxClass', { label: 'Tax class', hint: html`Goods that are taxed alike; <span class="mono">${STANDARD_CLASS}</span> unless it is taxed otherwise`, value: isNew ? taxClass : '', attributes: html` maxlength="${limits.taxClass}" autocomplete="off"` })}
${inputField(form, 'weight', { label: 'Grams of one unit', hint: 'Shipping may depend on it; empty: counts as nothing', value: isNew && weight !== null ? String(weight) : '', attributes: html` inputmode="numeric" autocomplete="off"` })}`;
  },
  read: (_product, form) => ({
    taxClass: form.text('taxClass', { max: limits.taxClass }) || STANDARD_CLASS,
    weight: form.raw('weight').trim() === '' ? null : form.integer('weight', { min: 1, max: limits.weight }),
  }),
  review: (product, input) => ({
    sentences: [
      `Until now: ${wordsOf(product)}`,
      `From now on: ${wordsOf(input)}`,
      'Orders that were placed keep what they cost.',
    ],
    button: 'Change it',
  }),
  run: async ({ id, taxClass, weight }, input, by) => {
    await change(by, id, (tx) =>
      updateProduct(
        tx,
        id,
        input,
        (_version, product) =>
          (product.taxClass ?? STANDARD_CLASS) === taxClass && (product.weight ?? null) === weight,
        by.trail,
      ),
    );
  },
  done: 'classed',
});

/** `the tax class food, 350 g.` */
const wordsOf = ({ taxClass, weight }: TaxAndWeight): string =>
  `the tax class ${taxClass}, ${weight === null ? 'no weight' : `${count(weight)} g`}.`;
