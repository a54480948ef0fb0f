import { hash } from 'node:crypto';
import { inTransaction } from '../database/in-transaction.ts';
import { newId, uuidPattern } from '../ids.ts';
import { type OutboxRow, outboxRow } from '../outbox/enqueue.ts';
import { writeMessage } from '../outbox/sql/write-message.ts';
import type { PaymentProvider } from '../payments/provider.ts';
import type { PaymentContext } from './context.ts';
import { keepMessage } from './sql/inbox.ts';

/** Payments that one message may be about. */
const MOST_REFS = 100;
const MOST_CHARACTERS = 255;

/**
 * Keeps what a provider tells, once its signature is believed, and owes the job that folds it in. Told again, it is there
 * already. Nothing of what it says is believed here; what is about no payment is not kept.
 *
 * One transaction holds message and job. The body itself is not kept: it says who bought.
 *
 * @param raw the bytes that were signed
 * @throws {InvalidSignature}
 */
export async function receiveWebhook(
  { pool }: PaymentContext,
  provider: Required<Pick<PaymentProvider, 'name' | 'receive'>>,
  raw: Buffer,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Promise<OutboxRow[]> {
  const { eventId = hash('sha256', raw), refs, paymentIds = [], facts } = provider.receive(raw, headers);
  const known = refs.filter((ref) => ref.length <= MOST_CHARACTERS).slice(0, MOST_REFS);
  const ids = paymentIds.filter((id) => uuidPattern.test(id)).slice(0, MOST_REFS);
  if (known.length + ids.length === 0) return [];
  const id = newId();
  const message = outboxRow('payments.apply-webhook', { messageId: id }, { subjectId: id });
  return inTransaction(pool, async (client) => {
    const values = [
      id,
      provider.name,
      eventId.slice(0, MOST_CHARACTERS),
      JSON.stringify(known),
      JSON.stringify(ids),
      facts ? JSON.stringify(facts) : null,
    ];
    const { rowCount } = await client.query({ ...keepMessage, values });
    if (rowCount === 0) return [];
    await writeMessage(client, message);
    return [message];
  });
}
