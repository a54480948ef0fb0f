import { composeStatement } from '../../database/composed-statement.ts';
import { changeColumns, changeOrders } from './change-orders.ts';

/** Writes a change of orders that has no record of its own. */
export const writeChange = composeStatement(
  'order-life.write-change',
  changeColumns,
  (change) => `with ${changeOrders(change).trim()} select 1`,
);
