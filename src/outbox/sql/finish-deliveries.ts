import type { Pool } from 'pg';

/**
 * Records that the mail server took the mails. From here on their jobs send nothing, however often they run.
 * All of one kind. The list is hidden from the planner, which would plan for each length anew.
 */
export async function finishDeliveries(
  pool: Pool,
  kind: string,
  subjectIds: readonly string[],
): Promise<void> {
  await pool.query({
    name: 'mail.finish-deliveries',
    text: `
      update mail_deliveries set handed_over_at = now()
       where kind = $1 and order_id = any((select $2::uuid[])::uuid[]) and handed_over_at is null`,
    values: [kind, subjectIds],
  });
}
