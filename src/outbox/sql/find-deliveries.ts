import type { Pool } from 'pg';
import { jobs } from '../../jobs/catalogue.ts';

export interface DeliveryRecord {
  kind: string;
  messageId: string;
  attempts: number;
  createdAt: Date;
  handedOverAt: Date | null;
}

/** The mails of an order, of every kind there is. */
export async function findDeliveries(pool: Pool, orderId: string): Promise<DeliveryRecord[]> {
  const { rows } = await pool.query<DeliveryRecord>({
    name: 'operators.find-deliveries',
    text: `
      select kind, message_id as "messageId", attempts, created_at as "createdAt", handed_over_at as "handedOverAt"
        from mail_deliveries where kind = any($1::text[]) and order_id = $2 order by created_at`,
    values: [Object.keys(jobs), orderId],
  });
  return rows;
}
