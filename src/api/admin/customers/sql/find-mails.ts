import type { Pool } from 'pg';
import { mailJobs } from '../../../../outbox/sql/count-mails.ts';

/** A mail that orders of a customer owe or owed, and how far it came. */
export interface CustomerMail {
  orderId: string;
  job: string;
  createdAt: Date;
  settledAt: Date | null;
  failedAt: Date | null;
}

/** The newest mails of some orders that the outbox still remembers. */
export async function findMails(
  pool: Pool,
  orderIds: readonly string[],
  limit: number,
): Promise<CustomerMail[]> {
  const { rows } = await pool.query<CustomerMail>({
    name: 'operators.find-customer-mails',
    text: `
      select subject_id as "orderId", job, created_at as "createdAt", settled_at as "settledAt",
             failed_at as "failedAt"
        from outbox_messages
       where subject_id = any($1::uuid[]) and job = any($2::text[])
       order by id desc limit $3`,
    values: [orderIds, mailJobs, limit],
  });
  return rows;
}
