import { updateProduct } from '../../../../catalog/change-products.ts';
import type { Action } from '../../actions/action.ts';
import { counted } from '../../format.ts';
import type { ProductRecord } from '../sql/find-product.ts';
import type { ChangeCatalog } from './change-catalog.ts';

export const restoreAction = (change: ChangeCatalog): Action<ProductRecord, undefined> => ({
  path: 'restore',
  operation: 'updateProduct',
  title: ({ name }) => `Put ${name} back into the shop`,
  refusal: ({ archivedAt, name }) => (archivedAt === null ? `${name} is in the shop.` : undefined),
  read: () => undefined,
  review: ({ name, stockQuantity }) => ({
    sentences: [
      `${name} is found and sold again, with the ${counted(stockQuantity, 'unit')} that are in stock.`,
    ],
    button: 'Put it back',
  }),
  run: ({ id }, _nothing, by) =>
    change(by, id, (tx) => updateProduct(tx, id, { archived: false }, undefined, by.trail)),
  done: 'restored',
});
