import type { PoolClient } from 'pg';
import type { OrderMailName } from '../../jobs/catalogue.ts';

/** A mail by what it is on record under. */
export interface MailOnRecord {
  kind: OrderMailName;
  orderId: string;
  /** What it is about: the order itself for its confirmation, else what happened to it. */
  subjectId: string;
}

/** Until the end of the transaction nobody else has the mail sent again. */
export async function lockMail(client: PoolClient, { kind, subjectId }: MailOnRecord): Promise<void> {
  await client.query({
    name: 'mail.lock',
    text: `select pg_advisory_xact_lock(hashtext('holdfast.mail'), hashtext($1))`,
    values: [`${kind} ${subjectId}`],
  });
}

/** Messages that owe a mail, or failed to, the newest first. */
export async function findMailMessages(
  client: PoolClient,
  { kind, orderId, subjectId }: MailOnRecord,
): Promise<{ id: string; isFailed: boolean }[]> {
  const { rows } = await client.query<{ id: string; isFailed: boolean }>({
    name: 'mail.find-messages',
    text: `
      select id, failed_at is not null as "isFailed" from outbox_messages
       where subject_id = $2::uuid and job = $1 and coalesce(payload->>'recordId', payload->>'orderId') = $3
         and (settled_at is null or failed_at is not null)
       order by id desc`,
    values: [kind, orderId, subjectId],
  });
  return rows;
}

/**
 * Makes a mail that was handed over one that was not. Its Message-ID is another from here on: a mailbox shows one mail
 * for each.
 */
export async function reopenDelivery(
  client: PoolClient,
  { kind, subjectId }: MailOnRecord,
  mark: string,
): Promise<void> {
  await client.query({
    name: 'mail.reopen-delivery',
    text: `
      update mail_deliveries
         set handed_over_at = null,
             message_id = regexp_replace(message_id, '([.]again-[-0-9a-f]+)?@', '.again-' || $3 || '@')
       where kind = $1 and order_id = $2::uuid and handed_over_at is not null`,
    values: [kind, subjectId, mark],
  });
}
