import type { Pool } from 'pg';
import { linkMails } from '../jobs/catalogue.ts';

/** Removes links that ended a day ago, with the record of their mails. @returns how many */
export async function pruneLinks(pool: Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ removed: number }>({
    name: 'links.prune',
    text: `
      with gone as (
        delete from mailed_links
         where id = any(array(
           select id from mailed_links where expires_at < now() - interval '1 day'
            order by expires_at limit $1 for update skip locked))
        returning id
      ), forgotten as (
        delete from mail_deliveries d
         using gone cross join unnest($2::text[]) as mail (kind)
         where d.kind = mail.kind and d.order_id = gone.id
      )
      select count(*)::int as removed from gone`,
    values: [limit, Object.keys(linkMails)],
  });
  return rows[0]?.removed ?? 0;
}
