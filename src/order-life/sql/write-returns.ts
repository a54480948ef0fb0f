import { bigint, boolean, integer, text, timestamptz, uuid } from '../../database/column-types.ts';
import { type Columns, composeStatement } from '../../database/composed-statement.ts';
import type { ReceiptRow, ReceivedUnits, ReturnRow } from '../return-rows.ts';
import type { ReturnItemState } from '../returns-of-order.ts';
import { changeColumns, changeOrders } from './change-orders.ts';

const returnColumns: Columns<ReturnRow> = {
  id: uuid.of((row) => row.id),
  order_id: uuid.of((row) => row.orderId),
  status: text.of((row) => row.status),
  actor_role: text.of((row) => row.actor.role),
  actor_id: uuid.orNull((row) => row.actor.id ?? null),
  created_at: timestamptz.of((row) => row.createdAt),
};

const itemColumns: Columns<ReturnItemState> = {
  return_id: uuid.of((item) => item.returnId),
  position: integer.of((item) => item.position),
  quantity: integer.of((item) => item.quantity),
  reason: text.of((item) => item.reason),
  restocked: integer.of((item) => item.restocked),
  discarded: integer.of((item) => item.discarded),
};

const receiptColumns: Columns<ReceiptRow> = {
  id: uuid.of((row) => row.id),
  return_id: uuid.of((row) => row.returnId),
  refund: boolean.of((row) => row.refund),
  amount: bigint.of((row) => row.amount),
  refunded_before: bigint.of((row) => row.refundedBefore),
  actor_role: text.of((row) => row.actor.role),
  actor_id: uuid.orNull((row) => row.actor.id ?? null),
  created_at: timestamptz.of((row) => row.createdAt),
};

const receivedColumns: Columns<ReceivedUnits> = {
  receipt_id: uuid.of((units) => units.receiptId),
  position: integer.of((units) => units.position),
  restocked: integer.of((units) => units.restocked),
  discarded: integer.of((units) => units.discarded),
  refunded: integer.of((units) => units.refunded),
};

/**
 * Writes returns and their receipts with all that follows from them but the stock, in one statement. Of a return that
 * is there the status changes, of its items what became of the units.
 */
export const writeReturns = composeStatement(
  'order-life.write-returns',
  {
    ...changeColumns,
    returns: returnColumns,
    returnItems: itemColumns,
    receipts: receiptColumns,
    received: receivedColumns,
  },
  ({ returns, returnItems, receipts, received, ...change }) => `
    with ${changeOrders(change).trim()}, new_returns as (
      insert into order_returns (${returns.names})
      select * from ${returns.unnestAs('returns')}
      on conflict (id) do update set status = excluded.status
    ), new_return_items as (
      insert into order_return_items (${returnItems.names})
      select * from ${returnItems.unnestAs('items')}
      on conflict (return_id, position)
      do update set restocked = excluded.restocked, discarded = excluded.discarded
    ), new_receipts as (
      insert into order_return_receipts (${receipts.names})
      select * from ${receipts.unnestAs('receipts')}
    )
    insert into order_return_receipt_items (${received.names})
    select * from ${received.unnestAs('received')}`,
);
