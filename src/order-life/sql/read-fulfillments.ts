import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid: an order; $2 uuid: one of its parcels, or null; $3 uuid: behind which the page begins; $4 int: how many at
 * most; $5 int: none that has so many lines before it on the page. Oldest first, without those that were undone.
 */
export const readFulfillments: Statement = {
  name: 'order-life.read-fulfillments',
  text: `
    select page.id, page.order_id, page.carrier, page.tracking_number, page.tracking_url, page.found,
           (extract(epoch from page.created_at) * 1000)::float8 as created_ms,
           (extract(epoch from page.delivered_at) * 1000)::float8 as delivered_ms,
           (select json_agg(json_build_object('productId', i.product_id, 'quantity', u.quantity) order by u.position)
              from fulfillment_items u
              join order_items i on i.order_id = page.order_id and i.position = u.position
             where u.fulfillment_id = page.id) as items
      from (select r.*, sum(lines) over (order by id) - lines as lines_before, (count(*) over ())::int as found
              from (select f.*, (select count(*) from fulfillment_items where fulfillment_id = f.id) as lines
                      from fulfillments f
                     where order_id = $1 and ($2::uuid is null or id = $2) and id > $3 and undone_at is null
                     order by id limit $4) r) page
     where lines_before < $5::int
     order by id`,
};

export interface ReadFulfillmentRow {
  id: string;
  order_id: string;
  carrier: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
  found: number;
  created_ms: number;
  delivered_ms: number | null;
  items: { productId: string; quantity: number }[];
}
