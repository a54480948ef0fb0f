import type { Pool } from 'pg';

/** Records that a mail is about to be handed over. @returns false when it has been handed over already */
export async function beginDelivery(
  pool: Pool,
  delivery: { kind: string; orderId: string; messageId: string },
): Promise<boolean> {
  const result = await pool.query({
    name: 'mail.begin-delivery',
    text: `
      insert into mail_deliveries (kind, order_id, message_id) values ($1, $2, $3)
      on conflict (kind, order_id) do update set attempts = mail_deliveries.attempts + 1
       where mail_deliveries.handed_over_at is null`,
    values: [delivery.kind, delivery.orderId, delivery.messageId],
  });
  return result.rowCount === 1;
}
