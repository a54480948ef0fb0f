import type { Pool } from 'pg';
import { FIRST_ID } from '../../ids.ts';

/** A guest by when they came: where the next look goes on. */
export interface GuestPosition {
  /** ISO 8601. */
  createdAt: string;
  id: string;
}

export interface GuestsPruned {
  looked: number;
  removed: number;
  /** The last one that was looked at; undefined where there was none. */
  last: GuestPosition | undefined;
}

/**
 * Looks at the next guests behind `after`, in the order in which they came, and removes those who own no order and have
 * no login that they could come back with; carts, tokens and keys go with them. A login lasts 30 days, so that none who
 * came later is over.
 *
 * Those who ordered stay for ever and are passed by: the position keeps them from being looked at again and again. Locks
 * whom it removes; who is held by somebody is left alone.
 *
 * @param limit guests that are looked at
 */
export async function pruneGuests(
  pool: Pool,
  after: GuestPosition | undefined,
  limit: number,
): Promise<GuestsPruned> {
  const { rows } = await pool.query<{ looked: number; removed: number; created_at: string; id: string }>({
    name: 'accounts.prune-guests',
    text: `
      with looked as materialized (
        select id, created_at from users
         where role = 'GUEST' and created_at < now() - interval '30 days' and (created_at, id) > ($1::timestamptz, $2::uuid)
         order by created_at, id limit $3
      ), removed as (
        delete from users
         where id = any(array(
           select u.id from looked l join users u on u.id = l.id
            where u.role = 'GUEST'
              and not exists (select from orders o where o.user_id = u.id)
              and not exists (select from refresh_tokens t
                               where t.user_id = u.id and t.revoked_at is null and t.expires_at > now())
              for update of u skip locked))
        returning id
      )
      select (select count(*) from looked)::int as looked, (select count(*) from removed)::int as removed, last.*
        from (select to_json(created_at) #>> '{}' as created_at, id from looked order by looked.created_at desc, id desc limit 1) last`,
    values: [after?.createdAt ?? '-infinity', after?.id ?? FIRST_ID, limit],
  });
  const [row] = rows;
  if (row === undefined) return { looked: 0, removed: 0, last: undefined };
  return { looked: row.looked, removed: row.removed, last: { createdAt: row.created_at, id: row.id } };
}
