import { hash } from 'node:crypto';
import { newId, uuidPattern } from '../ids.ts';
import { type OutboxRow, outboxRow } from '../outbox/enqueue.ts';
import type { PaymentProvider } from '../payments/provider.ts';
import type { PaymentContext } from './context.ts';

/** Payments that one message may be about. */
const MOST_REFS = 100;
const MOST_CHARACTERS = 255;

/**
 * Keeps what a provider tells, once its signature is believed, and owes the job that folds it in. Told again, it is there
 * already. Nothing of what it says is believed here; what is about no payment is not kept.
 *
 * One statement holds message and job, and shares them with what comes at the same time. The body itself is not kept: it says who bought.
 *
 * @param raw the bytes that were signed
 * @throws {InvalidSignature}
 */
export async function receiveWebhook(
  { inbox }: PaymentContext,
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
  const isNew = await inbox.keep({
    inbox: {
      id,
      provider: provider.name,
      eventId: eventId.slice(0, MOST_CHARACTERS),
      refs: known,
      paymentIds: ids,
      facts: facts ?? null,
    },
    message,
  });
  return isNew ? [message] : [];
}
