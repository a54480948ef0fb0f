import { integer, uuid } from '../../database/column-types.ts';
import type { Columns, RowSource } from '../../database/composed-statement.ts';

/** Units that a transaction takes from a product, of the version that it has read. */
export interface StockTake {
  productId: string;
  version: number;
  units: number;
}

/** One of the sales that a take consists of, in the order in which they happen. */
export interface SaleMovement {
  productId: string;
  /** That the take gave the product. */
  productVersion: number;
  /** Place inside that change, from 0. */
  position: number;
  units: number;
  orderId: string;
  resultingQuantity: number;
}

export const takeColumns: Columns<StockTake> = {
  product_id: uuid.of((take) => take.productId),
  version: integer.of((take) => take.version),
  units: integer.of((take) => take.units),
};

export const saleColumns: Columns<SaleMovement> = {
  product_id: uuid.of((sale) => sale.productId),
  product_version: integer.of((sale) => sale.productVersion),
  position: integer.of((sale) => sale.position),
  delta: integer.of((sale) => -sale.units),
  reference: uuid.of((sale) => sale.orderId),
  resulting_quantity: integer.of((sale) => sale.resultingQuantity),
};

/**
 * The queries `locked`, `taken` and `new_movements`. `taken` is the optimistic lock: a product that has changed since it
 * was read keeps its row, and fewer rows come back than there are takes; whoever writes the rest of the statement has to
 * fail then. `locked` locks first, in id order, so that two transactions whose products overlap wait for each other
 * instead of deadlocking; the version is checked again by the UPDATE. The movements wait for `taken`: their time is
 * read while the product's row is held.
 */
export const takeStock = (takes: RowSource, sales: RowSource): string => `
    locked as materialized (
      select p.id from products p
       where p.id = any(${takes.array('product_id')})
       order by p.id
         for no key update
    ), taken as (
      update products p
         set stock_quantity = p.stock_quantity - takes.units,
             version = p.version + 1,
             updated_at = now()
        from ${takes.unnestAs('takes')}
       where (select count(*) from locked) > 0
         and p.id = takes.product_id
         and p.version = takes.version
      returning p.id
    ), new_movements as (
      insert into stock_movements (${sales.names}, reason)
      select sales.*, 'sale' from ${sales.unnestAs('sales')}
       where (select count(*) from taken) > 0
    )`;
