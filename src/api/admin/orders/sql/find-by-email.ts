import type { Pool } from 'pg';

/** Ids of the newest orders of the account with this e-mail address, in any case. */
export async function findByEmail(pool: Pool, email: string, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'operators.find-by-email',
    text: `
      select o.id from users u join orders o on o.user_id = u.id
       where u.email = lower($1) order by o.id desc limit $2`,
    values: [email, limit],
  });
  return rows.map((row) => row.id);
}
