import type { Statement } from '../../database/statement.ts';
import type { ReturnRecordStatus } from '../../entities/order-return.entity.ts';

/**
 * $1 uuid, $2 uuid: an order whose row is held, and one of its returns or null. That one, and those of which more units
 * are expected: one row for each of their items.
 */
export const readOpenReturns: Statement = {
  name: 'order-life.read-open-returns',
  text: `
    select r.id, r.status, u.position, u.quantity, u.restocked, u.discarded
      from order_returns r join order_return_items u on u.return_id = r.id
     where r.order_id = $1 and (r.status in ('REQUESTED', 'PARTIALLY_RECEIVED') or r.id = $2)
     order by r.id, u.position`,
};

export interface ReturnItemRow {
  id: string;
  status: ReturnRecordStatus;
  position: number;
  quantity: number;
  restocked: number;
  discarded: number;
}
