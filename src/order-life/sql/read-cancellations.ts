import type { Statement } from '../../database/statement.ts';
import type { CancelReason } from '../../entities/order-cancellation.entity.ts';

/**
 * $1 uuid: an order; $2 uuid: one of its cancellations, or null; $3 uuid: behind which the page begins; $4 int: how many
 * at most; $5 int: none that has so many lines before it on the page. Oldest first.
 */
export const readCancellations: Statement = {
  name: 'order-life.read-cancellations',
  text: `
    select page.id, page.order_id, page.reason, page.restock, page.refund, page.note, page.actor_role, page.found,
           page.amount::float8 as amount, (select currency from orders where id = page.order_id) as currency,
           (extract(epoch from page.created_at) * 1000)::float8 as created_ms,
           (select json_agg(json_build_object('productId', i.product_id, 'quantity', u.quantity) order by u.position)
              from order_cancellation_items u
              join order_items i on i.order_id = page.order_id and i.position = u.position
             where u.cancellation_id = page.id) as items
      from (select r.*, sum(lines) over (order by id) - lines as lines_before, (count(*) over ())::int as found
              from (select c.*, (select count(*) from order_cancellation_items where cancellation_id = c.id) as lines
                      from order_cancellations c
                     where order_id = $1 and ($2::uuid is null or id = $2) and id > $3 and undone_at is null
                     order by id limit $4) r) page
     where lines_before < $5::int
     order by id`,
};

export interface ReadCancellationRow {
  id: string;
  order_id: string;
  reason: CancelReason;
  restock: boolean;
  refund: boolean;
  note: string | null;
  actor_role: string;
  found: number;
  amount: number;
  currency: string;
  created_ms: number;
  items: { productId: string; quantity: number }[];
}
