import { integer, uuid } from '../../database/column-types.ts';
import type { Columns, RowSource } from '../../database/composed-statement.ts';
import type { CartRow } from './read-carts.ts';

export const cartLineColumns: Columns<CartRow> = {
  id: uuid.of((line) => line.cart_item_id),
  quantity: integer.of((line) => line.quantity),
};

/**
 * The query `emptied`: removes lines that are still what was read. One that somebody changed or removed stays, and
 * fewer rows come back; whoever writes the rest of the statement has to fail then.
 */
export const emptyCarts = (lines: RowSource): string => `
    emptied as (
      delete from cart_items c
       using ${lines.unnestAs('lines')}
       where c.id = lines.id
         and c.quantity = lines.quantity
      returning c.id
    )`;
