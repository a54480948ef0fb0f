import type { Pool } from 'pg';
import { mailJobs } from './count-mails.ts';

export interface DeliveryRecord {
  kind: string;
  /** What it is about. */
  subjectId: string;
  messageId: string;
  attempts: number;
  createdAt: Date;
  handedOverAt: Date | null;
}

/** The mails about an order and what happened to it, of every kind there is. */
export async function findDeliveries(pool: Pool, subjectIds: readonly string[]): Promise<DeliveryRecord[]> {
  const { rows } = await pool.query<DeliveryRecord>({
    name: 'operators.find-deliveries',
    text: `
      select kind, order_id as "subjectId", message_id as "messageId", attempts, created_at as "createdAt", handed_over_at as "handedOverAt"
        from mail_deliveries where kind = any($1::text[]) and order_id = any($2::uuid[]) order by created_at`,
    values: [mailJobs, subjectIds],
  });
  return rows;
}
