import { archiveProduct } from '../../../../catalog/change-products.ts';
import type { Action } from '../../actions/action.ts';
import { counted } from '../../format.ts';
import type { ProductRecord } from '../sql/find-product.ts';
import type { ChangeCatalog } from './change-catalog.ts';
import { refuseArchived } from './refuse-archived.ts';

export const archiveAction = (change: ChangeCatalog): Action<ProductRecord, undefined> => ({
  path: 'archive',
  operation: 'archiveProduct',
  title: ({ name }) => `Take ${name} out of the shop`,
  refusal: refuseArchived,
  read: () => undefined,
  review: ({ name, sku, stockQuantity }) => ({
    sentences: [
      `Nobody finds or buys ${name} any more; carts that hold it cannot be ordered with it.`,
      `Orders of it stay as they are. The ${counted(stockQuantity, 'unit')} in stock and the ledger stay on record.`,
      `Its SKU ${sku} is free for another product.`,
    ],
    button: 'Take it out of the shop',
    isGrave: true,
  }),
  run: async ({ id }, _nothing, by) => {
    await change(by, id, (tx) => archiveProduct(tx, id, undefined, by.trail));
  },
  done: 'archived',
});
