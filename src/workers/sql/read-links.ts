import type { Pool } from 'pg';

/** A link as its mail needs it. */
export interface LinkForMail {
  id: string;
  email: string;
  /** Of the account that it is for; null where there is none, or a guest's. */
  name: string | null;
  orderId: string | null;
  tokenHash: Buffer;
  createdAt: Date;
  /** It was used, or has ended: its mail would be of no use. */
  isOver: boolean;
}

/** Reads links that are to be mailed; what was removed is missing. */
export async function readLinks(pool: Pool, ids: readonly string[]): Promise<LinkForMail[]> {
  const { rows } = await pool.query<Omit<LinkForMail, 'createdAt'> & { createdAt: number }>({
    name: 'links.read-for-mail',
    text: `
      select l.id, l.email, u.name, l.order_id as "orderId", l.token_hash as "tokenHash",
             (extract(epoch from l.created_at) * 1000)::float8 as "createdAt",
             l.used_at is not null or l.expires_at <= now() as "isOver"
        from mailed_links l left join users u on u.id = l.user_id
       where l.id = any($1::uuid[]) and l.mailed_at is not null and l.email is not null`,
    values: [ids],
  });
  return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }));
}
