import { bigint, boolean, integer, text, timestamptz, uuid } from '../../database/column-types.ts';
import { type Columns, composeStatement } from '../../database/composed-statement.ts';
import type { CancellationRow, CancelledUnits } from '../decide-cancellation.ts';
import { changeColumns, changeOrders } from './change-orders.ts';

const cancellationColumns: Columns<CancellationRow> = {
  id: uuid.of((row) => row.id),
  order_id: uuid.of((row) => row.orderId),
  reason: text.of((row) => row.reason),
  restock: boolean.of((row) => row.restock),
  refund: boolean.of((row) => row.refund),
  note: text.orNull((row) => row.note),
  amount: bigint.of((row) => row.amount),
  refunded_before: bigint.of((row) => row.refundedBefore),
  actor_role: text.of((row) => row.actor.role),
  actor_id: uuid.orNull((row) => row.actor.id ?? null),
  created_at: timestamptz.of((row) => row.createdAt),
};

const unitColumns: Columns<CancelledUnits> = {
  cancellation_id: uuid.of((units) => units.cancellationId),
  position: integer.of((units) => units.position),
  quantity: integer.of((units) => units.quantity),
  restocked: integer.of((units) => units.restocked),
  refunded: integer.of((units) => units.refunded),
};

/** Writes cancellations with all that follows from them but the stock, in one statement. */
export const writeCancellations = composeStatement(
  'order-life.write-cancellations',
  { ...changeColumns, cancellations: cancellationColumns, units: unitColumns },
  ({ cancellations, units, ...change }) => `
    with ${changeOrders(change).trim()}, new_cancellations as (
      insert into order_cancellations (${cancellations.names})
      select * from ${cancellations.unnestAs('cancellations')}
    )
    insert into order_cancellation_items (${units.names})
    select * from ${units.unnestAs('units')}`,
);
