import type { Pool } from 'pg';
import type { ActorRole } from '../../../../entities/actor.ts';

/** Something that happened to an order. */
export interface EventRecord {
  type: string;
  actorRole: ActorRole;
  /** Of the account or the API key that did it, as it is called now; null for the shop itself. */
  actorName: string | null;
  /** Ids, quantities and reasons. */
  data: Record<string, unknown>;
  createdAt: Date;
}

/** The newest of what happened to an order, in the order in which it changed it, newest first. */
export async function findEvents(pool: Pool, orderId: string, limit: number): Promise<EventRecord[]> {
  const { rows } = await pool.query<EventRecord>({
    name: 'operators.find-events',
    text: `
      select e.type, e.actor_role as "actorRole", coalesce(u.name, k.name) as "actorName", e.data, e.created_at as "createdAt"
        from (select * from order_events where order_id = $1
               order by order_version desc, id desc limit $2) e
        left join users u on u.id = e.actor_id
        left join api_keys k on k.id = e.actor_id
       order by e.order_version desc, e.id desc`,
    values: [orderId, limit],
  });
  return rows;
}
