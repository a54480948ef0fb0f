import type { Pool } from 'pg';
import { type RecordForMail, type RecordRow, recordOf } from './record-for-mail.ts';

export interface ShipmentForMail extends RecordForMail {
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
  isUndone: boolean;
}

/** Reads fulfilments by their ids; one that does not exist is missing. */
export async function readShipments(pool: Pool, ids: readonly string[]): Promise<ShipmentForMail[]> {
  const { rows } = await pool.query<RecordRow<ShipmentForMail>>({
    name: 'mail.read-shipments',
    text: `
      select f.id, f.order_id as "orderId", (extract(epoch from f.created_at) * 1000)::float8 as "createdAt",
             f.carrier, f.tracking_number as "trackingNumber", f.tracking_url as "trackingUrl",
             f.undone_at is not null as "isUndone",
             (select coalesce(json_agg(json_build_object('position', i.position, 'quantity', i.quantity)
                                       order by i.position), '[]')
                from fulfillment_items i where i.fulfillment_id = f.id) as items
        from unnest($1::uuid[]) as wanted (id)
       cross join lateral (select * from fulfillments where fulfillments.id = wanted.id limit 1) f`,
    values: [ids],
  });
  return rows.map(recordOf);
}
