import type { Pool } from 'pg';
import type { ReturnRecordStatus } from '../../../../entities/order-return.entity.ts';

/** Units of the order's item at a place. */
export interface RecordedUnits {
  position: number;
  quantity: number;
}

/** A parcel that was handed over. */
export interface ParcelRecord {
  id: string;
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
  createdAt: Date;
  deliveredAt: Date | null;
  items: RecordedUnits[];
}

/** Units that somebody wishes to send back, and how many of them came. */
export interface ReturnRecord {
  id: string;
  status: ReturnRecordStatus;
  createdAt: Date;
  items: (RecordedUnits & { reason: string; restocked: number; discarded: number })[];
}

export interface OrderRecords {
  parcels: ParcelRecord[];
  returns: ReturnRecord[];
}

/** Of each kind, as many are looked at: the newest. */
const MOST_RECORDS = 50;

/** What was shipped of an order and what comes back, newest first. */
export async function findRecords(pool: Pool, orderId: string): Promise<OrderRecords> {
  const [parcels, returns] = await Promise.all([
    pool.query<ParcelRecord>({
      name: 'operators.find-parcels',
      text: `
        select f.id, f.carrier, f.tracking_number as "trackingNumber", f.tracking_url as "trackingUrl",
               f.created_at as "createdAt", f.delivered_at as "deliveredAt",
               (select json_agg(json_build_object('position', i.position, 'quantity', i.quantity) order by i.position)
                  from fulfillment_items i where i.fulfillment_id = f.id) as items
          from fulfillments f
         where f.order_id = $1 and f.undone_at is null
         order by f.id desc limit $2`,
      values: [orderId, MOST_RECORDS],
    }),
    pool.query<ReturnRecord>({
      name: 'operators.find-returns',
      text: `
        select r.id, r.status, r.created_at as "createdAt",
               (select json_agg(json_build_object('position', i.position, 'quantity', i.quantity, 'reason', i.reason,
                                                  'restocked', i.restocked, 'discarded', i.discarded) order by i.position)
                  from order_return_items i where i.return_id = r.id) as items
          from order_returns r
         where r.order_id = $1
         order by r.id desc limit $2`,
      values: [orderId, MOST_RECORDS],
    }),
  ]);
  return { parcels: parcels.rows, returns: returns.rows };
}
