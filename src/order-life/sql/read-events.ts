import type { Statement } from '../../database/statement.ts';
import type { ActorRole } from '../../entities/actor.ts';
import type { OrderEventType } from '../../entities/order-event.entity.ts';

/**
 * $1 uuid: an order; $2 int, $3 uuid: version and event behind which the page begins; $4 int: how many at most; $5 int:
 * none that has so many lines before it on the page. In the order in which they happened.
 */
export const readEvents: Statement = {
  name: 'order-life.read-events',
  text: `
    select id, order_version as place, type, actor_role, actor_id, data, found,
           (extract(epoch from created_at) * 1000)::float8 as created_ms
      from (select e.*, (count(*) over ())::int as found,
                   sum(lines) over (order by order_version, id) - lines as lines_before
              from (select *, case when jsonb_typeof(data -> 'items') = 'array'
                                   then jsonb_array_length(data -> 'items') else 1 end as lines
                      from order_events
                     where order_id = $1 and (order_version, id) > ($2::int, $3::uuid)
                     order by order_version, id limit $4) e) page
     where lines_before < $5::int
     order by order_version, id`,
};

export interface ReadEventRow {
  id: string;
  place: number;
  type: OrderEventType;
  actor_role: ActorRole;
  actor_id: string | null;
  data: Record<string, unknown>;
  found: number;
  created_ms: number;
}

/** $1 uuid: an order. How it began; who placed it is whose it was before the first claim. */
export const readBeginning: Statement = {
  name: 'order-life.read-beginning',
  text: `
    select id, exists (select from order_payment_terms t where t.order_id = o.id) as is_unpaid, (extract(epoch from created_at) * 1000)::float8 as created_ms,
           coalesce((select (e.data ->> 'previousCustomerId')::uuid from order_events e
                      where e.order_id = o.id and e.type = 'order.claimed'
                      order by e.order_version, e.id limit 1), o.user_id) as placed_by
      from orders o where id = $1`,
};

export interface BeginningRow {
  id: string;
  placed_by: string;
  /** It was to be paid before it was placed. */
  is_unpaid: boolean;
  created_ms: number;
}
