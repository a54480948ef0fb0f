import { integer, text, timestamptz, uuid } from '../../database/column-types.ts';
import { type Columns, composeStatement } from '../../database/composed-statement.ts';
import type { FulfilledUnits, FulfillmentRow } from '../fulfillment-rows.ts';
import { changeColumns, changeOrders } from './change-orders.ts';

const fulfillmentColumns: Columns<FulfillmentRow> = {
  id: uuid.of((row) => row.id),
  order_id: uuid.of((row) => row.orderId),
  carrier: text.orNull((row) => row.carrier),
  tracking_number: text.orNull((row) => row.trackingNumber),
  tracking_url: text.orNull((row) => row.trackingUrl),
  actor_role: text.of((row) => row.actor.role),
  actor_id: uuid.orNull((row) => row.actor.id ?? null),
  created_at: timestamptz.of((row) => row.createdAt),
  delivered_at: timestamptz.orNull((row) => row.deliveredAt),
  undone_at: timestamptz.orNull((row) => row.undoneAt),
};

const unitColumns: Columns<FulfilledUnits> = {
  fulfillment_id: uuid.of((units) => units.fulfillmentId),
  position: integer.of((units) => units.position),
  quantity: integer.of((units) => units.quantity),
};

/** Writes parcels with all that follows from them, in one statement. One that is there only changes its times. */
export const writeFulfillments = composeStatement(
  'order-life.write-fulfillments',
  { ...changeColumns, fulfillments: fulfillmentColumns, units: unitColumns },
  ({ fulfillments, units, ...change }) => `
    with ${changeOrders(change).trim()}, new_fulfillments as (
      insert into fulfillments (${fulfillments.names})
      select * from ${fulfillments.unnestAs('fulfillments')}
      on conflict (id) do update set delivered_at = excluded.delivered_at, undone_at = excluded.undone_at
    )
    insert into fulfillment_items (${units.names})
    select * from ${units.unnestAs('units')}`,
);
