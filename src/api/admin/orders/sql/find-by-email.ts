import type { Pool } from 'pg';
import { NEWEST_LOOKED_AT } from './find-by-ending.ts';

/**
 * Ids of the newest orders whose contact has this e-mail address, in any case; of those of the account that has it; and
 * of those, among the newest orders, that were bought under it, whatever address the account has now.
 */
export async function findByEmail(pool: Pool, email: string, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'operators.find-by-email',
    text: `
      select id from (
        (select order_id as id from order_contacts where lower(email) = lower($1) order by order_id desc limit $2)
        union
        (select o.id from users u join orders o on o.user_id = u.id
          where u.email = lower($1) order by o.id desc limit $2)
        union
        (select id from (select id, customer_email from orders order by id desc limit $3) newest
          where customer_email = lower($1) order by id desc limit $2)) found
       order by id desc limit $2`,
    values: [email, limit, NEWEST_LOOKED_AT],
  });
  return rows.map((row) => row.id);
}
