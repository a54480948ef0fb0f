import { runTransition } from '../order-life/run-transition.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import { stateOf } from '../payments/hold-money.ts';
import type { Payment } from '../payments/money-state.ts';
import type { Fact } from '../payments/provider.ts';
import { applyFacts } from './apply-facts.ts';
import { carryOut } from './carry-out.ts';
import type { PaymentContext } from './context.ts';
import { refreshPayment } from './refresh-payment.ts';
import { type MessageRow, putOffMessage, readMessage, settleMessage } from './sql/inbox.ts';
import { findCreation } from './sql/operations.ts';

/**
 * Folds in what a webhook told: by asking the provider where it can be asked, else what was signed. A payment that is not
 * known is looked for again until a day has passed. Done twice, it is done once.
 *
 * @returns what follows is owed: to be published
 * @throws {ProviderUnavailable}
 */
export async function applyWebhook(context: PaymentContext, messageId: string): Promise<OutboxRow[]> {
  const { pool, providers } = context;
  const { rows } = await pool.query<MessageRow>({ ...readMessage, values: [messageId] });
  const [message] = rows;
  if (!message) return [];
  const owes: OutboxRow[] = [];
  for (const row of message.payments) {
    const payment = stateOf<Payment>(row);
    if (providers.get(payment.provider)?.retrieve) owes.push(...(await refresh(context, payment)));
    else owes.push(...(await believe(context, payment, message)));
  }
  const isKnown = message.payments.length > 0;
  if (isKnown || message.is_old) await pool.query({ ...settleMessage, values: [messageId, isKnown] });
  else await pool.query({ ...putOffMessage, values: [messageId] });
  return owes;
}

/** A payment whose provider's first answer was lost is told of once more, to learn what it is called there. */
async function refresh(context: PaymentContext, payment: Payment): Promise<readonly OutboxRow[]> {
  if (payment.ref === null) {
    const { rows } = await context.pool.query<{ id: string }>({ ...findCreation, values: [payment.id] });
    if (!rows[0]) return [];
    const done = await carryOut(context, rows[0].id);
    const known = done.applied?.money.payments.find(({ id }) => id === payment.id);
    const applied = known && (await refreshPayment(context, known));
    return [...done.owes, ...(applied?.owes ?? [])];
  }
  return (await refreshPayment(context, payment))?.owes ?? [];
}

async function believe(
  { pool }: PaymentContext,
  { orderId, provider, ref }: Payment,
  message: MessageRow,
): Promise<readonly OutboxRow[]> {
  const facts = (message.facts ?? []).map((fact) => ({ ...fact, at: new Date(fact.at as string) }) as Fact);
  const own = facts.filter((fact) => fact.ref === ref);
  const applied = await runTransition(pool, (client) =>
    applyFacts(client, orderId, { provider, facts: own }),
  );
  return applied?.owes ?? [];
}
