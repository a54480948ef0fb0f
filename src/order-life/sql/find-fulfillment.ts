import type { Statement } from '../../database/statement.ts';
import type { ActorRole } from '../../entities/actor.ts';

/** $1 uuid, $2 uuid: a parcel and its order, whose row is held. One row for each item; none of one that was undone. */
export const findFulfillment: Statement = {
  name: 'order-life.find-fulfillment',
  text: `
    select f.carrier, f.tracking_number, f.tracking_url, f.actor_role, f.actor_id, u.position, u.quantity,
           (extract(epoch from f.created_at) * 1000)::float8 as created_ms,
           (extract(epoch from f.delivered_at) * 1000)::float8 as delivered_ms
      from fulfillments f join fulfillment_items u on u.fulfillment_id = f.id
     where f.id = $1 and f.order_id = $2 and f.undone_at is null
     order by u.position`,
};

export interface FulfillmentItemRow {
  carrier: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
  actor_role: ActorRole;
  actor_id: string | null;
  position: number;
  quantity: number;
  created_ms: number;
  delivered_ms: number | null;
}
