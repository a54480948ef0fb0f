import type { PoolClient } from 'pg';

/**
 * Holds the carts that nothing was added to for `days` days, the oldest first, and nobody changes right now.
 *
 * @returns their owners, at most `limit`
 */
export async function holdAbandoned(client: PoolClient, days: number, limit: number): Promise<string[]> {
  const { rows } = await client.query<{ user_id: string }>({
    name: 'carts.hold-abandoned',
    text: `
      select user_id from carts
       where changed_at < now() - $1 * interval '1 day'
       order by changed_at
       limit $2
         for update skip locked`,
    values: [days, limit],
  });
  return rows.map((row) => row.user_id);
}

/**
 * Removes carts that are held, with their lines: each as a whole or, where an order holds a line, not at all. The
 * release before adds lines without a word in `carts`: where one of them is recent, the cart is as recent from here on.
 *
 * A statement of its own: what was added before the carts were held, it sees.
 *
 * @returns how many of those that it removed had lines
 */
export async function removeHeld(client: PoolClient, userIds: string[], days: number): Promise<number> {
  const { rows } = await client.query<{ carts: number }>({
    name: 'carts.remove-held',
    text: `
      with free_lines as materialized (
        select user_id, created_at from cart_items where user_id = any($1::uuid[]) for update skip locked
      ), held as materialized (
        select c.user_id, max(l.created_at) as added_at,
               count(l.user_id) = (select count(*) from cart_items i where i.user_id = c.user_id) as is_whole
          from unnest($1::uuid[]) as c (user_id) left join free_lines l on l.user_id = c.user_id
         group by c.user_id
      ), removed as (
        delete from carts c using held h
         where c.user_id = h.user_id and h.is_whole
           and (h.added_at is null or h.added_at < now() - $2 * interval '1 day')
        returning c.user_id, h.added_at
      ), removed_lines as (
        delete from cart_items i using removed r where i.user_id = r.user_id
      ), kept as (
        update carts c set changed_at = h.added_at from held h
         where c.user_id = h.user_id and h.added_at >= now() - $2 * interval '1 day'
      )
      select count(added_at)::int as carts from removed`,
    values: [userIds, days],
  });
  return rows[0]!.carts;
}
