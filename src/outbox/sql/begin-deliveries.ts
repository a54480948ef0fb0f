import type { Pool } from 'pg';

export interface PlannedDelivery {
  kind: string;
  /** What the mail is about: there is one of each kind about it. */
  subjectId: string;
  messageId: string;
}

/**
 * Records that mails are about to be handed over. One that is planned twice is recorded once; both are told the
 * same. @returns for each, the Message-ID to send it under; undefined where it has been handed over already. It is the
 * one of the first attempt, or of who asked for the mail once more (`resendMail`)
 *
 * It does not wait for the disk. The record of the hand-over does, and takes this one along; a crash of PostgreSQL
 * before that forgets both, and the mail is sent again as it would be anyway.
 */
export async function beginDeliveries(
  pool: Pool,
  deliveries: readonly PlannedDelivery[],
): Promise<(string | undefined)[]> {
  const keyOf = (delivery: { kind: string; subjectId: string }) => `${delivery.kind} ${delivery.subjectId}`;
  // In one order everywhere: two workers that record the same mails wait for each other and do not deadlock.
  const planned = [...new Map(deliveries.map((delivery) => [keyOf(delivery), delivery])).values()].toSorted(
    (a, b) => (keyOf(a) < keyOf(b) ? -1 : 1),
  );
  const { rows } = await pool.query<PlannedDelivery>({
    name: 'mail.begin-deliveries',
    text: `
      with hurry as materialized (select set_config('synchronous_commit', 'off', true))
      insert into mail_deliveries (kind, order_id, subject_id, message_id)
      select kind, subject_id, subject_id, message_id
        from unnest($1::text[], $2::uuid[], $3::text[]) as d (kind, subject_id, message_id)
       where exists (select from hurry)
      on conflict (kind, order_id) do update set attempts = mail_deliveries.attempts + 1
       where mail_deliveries.handed_over_at is null
      returning kind, order_id as "subjectId", message_id as "messageId"`,
    values: [
      planned.map(({ kind }) => kind),
      planned.map(({ subjectId }) => subjectId),
      planned.map(({ messageId }) => messageId),
    ],
  });
  const begun = new Map(rows.map((row) => [keyOf(row), row.messageId]));
  return deliveries.map((delivery) => begun.get(keyOf(delivery)));
}
