import type { Pool } from 'pg';
import { owedJobs } from '../../jobs/catalogue.ts';

/** Jobs that send a mail. */
export const mailJobs = Object.values(owedJobs)
  .filter((job) => job.queue === 'mail')
  .map((job) => job.name);

/** Mails by second since 1970, and how many rows were looked at to count them. */
export interface CountedMails {
  readonly bySecond: ReadonlyMap<number, number>;
  readonly rows: number;
}

/**
 * Mails that a server took, by the second in which their outbox message was settled: of those that did not
 * fail, that has an index.
 */
export function countMails(pool: Pool) {
  return async (from: number, to: number, limit: number): Promise<CountedMails> => {
    const { rows } = await pool.query<{ second: number; rows: number; mails: number }>({
      name: 'operators.count-mails',
      text: `
        select floor(extract(epoch from m.settled_at))::float8 as second, count(*)::int as rows,
               count(*) filter (where exists (
                 select from mail_deliveries d
                  where d.kind = m.job and d.handed_over_at is not null
                    and d.order_id = case when m.job = any($4::text[])
                      then coalesce(m.payload->>'recordId', m.payload->>'linkId', m.payload->>'orderId')::uuid end
               ))::int as mails
          from (select job, payload, settled_at from outbox_messages
                 where settled_at >= to_timestamp($1) and settled_at < to_timestamp($2) and failed_at is null
                 order by settled_at desc limit $3) m
         group by 1`,
      values: [from, to, limit, mailJobs],
    });
    return {
      bySecond: new Map(rows.map((row) => [row.second, row.mails])),
      rows: rows.reduce((sum, row) => sum + row.rows, 0),
    };
  };
}
