import type { OutboxRow } from '../outbox/enqueue.ts';
import { stateOf } from '../payments/hold-money.ts';
import type { Payment } from '../payments/money-state.ts';
import type { Fact } from '../payments/provider.ts';
import type { PaymentContext } from './context.ts';
import { foldFound } from './fold-found.ts';
import { lookAtPayment } from './look-at-payment.ts';
import { askProvider } from './refresh-payment.ts';
import { type MessageRow, putOffMessage } from './sql/inbox.ts';

/**
 * Folds in what a webhook told: by asking the provider where it can be asked, else what was signed. A payment that is not
 * known here by its name is so by the id of ours that it carries at its provider; one that nobody knows is looked for again
 * until a day has passed. Done twice, it is done once.
 *
 * @returns what follows is owed: to be published
 * @throws {ProviderUnavailable}
 */
export async function applyWebhook(context: PaymentContext, messageId: string): Promise<OutboxRow[]> {
  const { pool, providers, inbox } = context;
  const message = await inbox.read(messageId);
  if (!message) return [];
  const owes: OutboxRow[] = [];
  const payments = message.payments.map((row) => stateOf<Payment>(row));
  let isKnown = payments.length > 0;
  // Asked, a provider says whose a payment is: ours carry an id of ours.
  let isForeign = false;
  const provider = providers.get(message.provider);
  if (!provider?.retrieve)
    for (const payment of payments) owes.push(...(await believe(context, payment, message)));
  else {
    const unnamed = message.refs.filter((ref) => !payments.some((payment) => payment.ref === ref));
    let about = payments.filter(({ ref }) => ref !== null && message.refs.includes(ref));
    for (const ref of unnamed) {
      const found = await askProvider(provider, { ref });
      const applied = found && (await foldFound(context, provider.name, found));
      if (!found) about = payments;
      isForeign ||= found !== undefined && applied === undefined;
      isKnown ||= applied !== undefined;
      owes.push(...(applied?.owes ?? []));
    }
    if (message.refs.length === 0) about = payments;
    for (const payment of about) owes.push(...(await lookAtPayment(context, payment)).owes);
  }
  const isSettled = isKnown || isForeign || message.is_old;
  if (isSettled) await inbox.settle({ id: messageId, known: isKnown });
  else await pool.query({ ...putOffMessage, values: [messageId] });
  return owes;
}

async function believe(
  { fold }: PaymentContext,
  { orderId, provider, ref }: Payment,
  message: MessageRow,
): Promise<readonly OutboxRow[]> {
  const facts = (message.facts ?? []).map((fact) => ({ ...fact, at: new Date(fact.at as string) }) as Fact);
  const own = facts.filter((fact) => fact.ref === ref);
  const applied = await fold({ orderId, provider, facts: own });
  return applied?.owes ?? [];
}
