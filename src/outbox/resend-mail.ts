import type { PoolClient } from 'pg';
import { type JobPayload, jobs, type OrderMailName } from '../jobs/catalogue.ts';
import { type OutboxRow, outboxRow } from './enqueue.ts';
import { findMailMessages, lockMail, type MailOnRecord, reopenDelivery } from './sql/mail-again.ts';
import { reopenMessages } from './sql/reopen-messages.ts';
import { writeMessage } from './sql/write-message.ts';

export interface Resent {
  /** `on-its-way`: it is owed already, so nothing more was done. */
  outcome: 'owed' | 'on-its-way';
  /** To publish after the commit; a relay finds them without it. */
  owes: OutboxRow[];
}

/**
 * Owes a mail once more, under a Message-ID of its own, so that no mailbox takes it for the first one. However many ask
 * at once, it is sent once: whoever comes second finds it on its way. A mail that had failed for good is tried again.
 *
 * Belongs into a transaction of the caller's; locks the mail until its end. @throws {PayloadError}
 */
export async function resendMail(client: PoolClient, mail: MailOnRecord): Promise<Resent> {
  await lockMail(client, mail);
  const messages = await findMailMessages(client, mail);
  if (messages.some(({ isFailed }) => !isFailed)) return { outcome: 'on-its-way', owes: [] };
  const { kind, orderId, subjectId } = mail;
  const payload = subjectId === orderId ? { orderId } : { orderId, recordId: subjectId };
  const row = outboxRow(kind, jobs[kind].make(payload) as JobPayload<OrderMailName>, { subjectId: orderId });
  await reopenDelivery(client, mail, row.id);
  const failed = messages[0];
  if (failed) {
    await reopenMessages(client, [failed.id], { published: false });
    return { outcome: 'owed', owes: [] };
  }
  await writeMessage(client, row);
  return { outcome: 'owed', owes: [row] };
}
