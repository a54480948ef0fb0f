import type { Pool } from 'pg';

/** Records that the mail server took the mail. From here on the job sends nothing, however often it runs. */
export async function finishDelivery(pool: Pool, delivery: { kind: string; orderId: string }): Promise<void> {
  await pool.query({
    name: 'mail.finish-delivery',
    text: 'update mail_deliveries set handed_over_at = now() where kind = $1 and order_id = $2',
    values: [delivery.kind, delivery.orderId],
  });
}
