import type { Pool, PoolClient } from 'pg';

/** Customers after `after`, in order of their id, and whether nothing was put into their cart for `days` days. */
export async function findCarts(
  pool: Pool,
  after: string,
  days: number,
  limit: number,
): Promise<{ userId: string; abandoned: boolean }[]> {
  const { rows } = await pool.query<{ userId: string; abandoned: boolean }>({
    name: 'carts.find',
    text: `
      select user_id as "userId", max(created_at) < now() - $2 * interval '1 day' as abandoned
        from cart_items where user_id > $1
       group by user_id order by user_id limit $3`,
    values: [after, days, limit],
  });
  return rows;
}

/** Holds customers, so that nothing is put into their carts meanwhile; leaves out who is busy. */
export async function holdCustomers(client: PoolClient, userIds: string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({
    name: 'carts.hold-customers',
    text: 'select id from users where id = any($1::uuid[]) for no key update skip locked',
    values: [userIds],
  });
  return rows.map((row) => row.id);
}

/** Empties carts that are still abandoned, each as a whole or, where an order holds a line, not at all. */
export async function emptyAbandoned(client: PoolClient, userIds: string[], days: number): Promise<number> {
  const { rows } = await client.query<{ carts: number }>({
    name: 'carts.empty-abandoned',
    text: `
      with held as (
        select id, user_id, created_at from cart_items
         where user_id = any($1::uuid[]) for update skip locked
      ), whole as (
        select user_id from held group by user_id
        having max(created_at) < now() - $2 * interval '1 day'
           and count(*) = (select count(*) from cart_items c where c.user_id = held.user_id)
      ), removed as (
        delete from cart_items
         where id = any(array(select id from held where user_id in (select user_id from whole)))
      )
      select count(*)::int as carts from whole`,
    values: [userIds, days],
  });
  return rows[0]?.carts ?? 0;
}
