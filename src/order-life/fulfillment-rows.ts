import type { Actor, Change } from './command.ts';
import { type OrderState, type Taken, unitsOf } from './order-state.ts';

/** A parcel as a client sees it. */
export interface FulfillmentView {
  id: string;
  orderId: string;
  items: { productId: string; quantity: number }[];
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
  /** ISO 8601, UTC. */
  createdAt: string;
  deliveredAt: string | null;
}

/** A row of fulfillments. */
export interface FulfillmentRow {
  id: string;
  orderId: string;
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
  actor: Actor;
  createdAt: Date;
  deliveredAt: Date | null;
  undoneAt: Date | null;
}

/** A row of fulfillment_items. */
export interface FulfilledUnits {
  fulfillmentId: string;
  position: number;
  quantity: number;
}

/** What a change of a parcel comes to. */
export function changeOf(
  order: OrderState,
  row: FulfillmentRow,
  taken: readonly Taken[],
  owes: Change<FulfillmentView>['owes'] = [],
): Change<FulfillmentView> {
  const view: FulfillmentView = {
    id: row.id,
    orderId: order.id,
    items: taken.map(unitsOf),
    carrier: row.carrier,
    trackingNumber: row.trackingNumber,
    trackingUrl: row.trackingUrl,
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  };
  return { view, order: { id: order.id, version: order.version }, owes };
}
