import type { PoolClient } from 'pg';
import { runTransition } from '../order-life/run-transition.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import { finish } from '../payments/add-facts.ts';
import { adoptPayment } from '../payments/adopt-payment.ts';
import { stateOf } from '../payments/hold-money.ts';
import type { Operation, Payment } from '../payments/money-state.ts';
import type { Fact, Found, PaymentProvider } from '../payments/provider.ts';
import { ProviderRefused } from '../payments/provider.ts';
import type { Applied, Learned } from './apply-facts.ts';
import { attemptEndsAt } from './begin-payment.ts';
import type { PaymentContext } from './context.ts';
import { askProvider } from './refresh-payment.ts';
import {
  beginSending,
  findCreation,
  findOrderOfOperation,
  lockOrder,
  type SendingRow,
} from './sql/operations.ts';

/** How an operation stands now. `refused`: the provider's code. */
export interface CarriedOut {
  readonly applied: Applied | undefined;
  readonly refused?: string;
  readonly owes: readonly OutboxRow[];
}

/** When an operation is looked at again that was sent, in seconds: its answer, or its job, may be lost. */
const LOOK_AGAIN_SECONDS = 120;
/** A key that is older than this share of its life is not sent before the provider was asked what it knows. */
const KEY_SHARE = 0.8;

interface Sending extends Pick<SendingRow, 'status'> {
  readonly operation: Operation;
  readonly payment: Payment;
  readonly now: Date;
  readonly expiresAt: Date | null;
}

/**
 * Tells a provider what it is to do, and keeps what comes of it. Safe to do twice, at once, and after a crash anywhere: the
 * operation and its key were committed before, and the same key does the same once. One that is over is left alone.
 *
 * Two transactions, and the call between them: no lock is held and no connection while the provider thinks.
 *
 * @throws {ProviderUnavailable} nobody knows whether it happened: the same again, later
 */
export async function carryOut(context: PaymentContext, operationId: string): Promise<CarriedOut> {
  const { pool, providers } = context;
  const sending = await runTransition(pool, (client) => begin(client, operationId));
  if (!sending) return { applied: undefined, owes: [] };
  const { operation, payment } = sending;
  const provider = providers.get(payment.provider);
  if (!provider) throw new Error(`PAYMENT_PROVIDERS does not name ${payment.provider}, which has payments`);

  const before = await prepare(context, sending, provider);
  if (before) return before;
  try {
    const answer = await send(provider, sending);
    return keep(context, sending, answer.facts, async (money, now) => {
      const own = money.payments.find(({ id }) => id === payment.id)!;
      const op = money.operations.find(({ id }) => id === operation.id)!;
      const requested = answer.created && (await adoptPayment(money, own, answer.created, now));
      if (op.kind === 'CREATE' && op.finishedAt === null) finish(money, op, now);
      return requested && { requested };
    });
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error;
    const { code } = error;
    // A payment that cannot be ended or taken from has moved meanwhile: how does it stand?
    const facts =
      operation.kind === 'REFUND' || operation.kind === 'CREATE' ? [] : await factsOf(provider, payment);
    return { ...(await keep(context, sending, facts, refuse(sending, code))), refused: code };
  }
}

/** What comes before the call. @returns where there is nothing to call for */
async function prepare(
  context: PaymentContext,
  sending: Sending,
  provider: PaymentProvider,
): Promise<CarriedOut | undefined> {
  const { operation, payment, status, now } = sending;
  const giveUp = (code: string) => keep(context, sending, [], refuse(sending, code));
  if (operation.kind === 'CREATE') {
    if (payment.ref !== null) return giveUp('created');
    // Never sent, so the provider knows nothing of it, and the order wants nothing of it any more.
    const isUnwanted = status === 'CANCELLED' || !payment.open;
    return isUnwanted && operation.attempts === 1 ? giveUp('order_cancelled') : undefined;
  }
  if (operation.kind === 'CAPTURE' && status === 'CANCELLED') return giveUp('order_cancelled');
  if (payment.ref === null) {
    const done = await createFirst(context, payment);
    if (done?.refused !== undefined || done?.applied === undefined) return giveUp('not_created');
    payment.ref = done.applied.money.payments.find(({ id }) => id === payment.id)?.ref ?? null;
    if (payment.ref === null) return giveUp('not_created');
  }
  const age = now.getTime() - (operation.firstSentAt?.getTime() ?? now.getTime());
  if (age < provider.keyLifetimeMs * KEY_SHARE || !provider.retrieve) return undefined;
  const known = await keep(context, sending, await factsOf(provider, payment));
  const after = known.applied?.money.operations.find(({ id }) => id === operation.id);
  return after?.finishedAt ? known : undefined;
}

/** What nobody knows whether the provider has: it is told again, under its key, to learn what it is called there. */
async function createFirst(context: PaymentContext, { id }: Payment): Promise<CarriedOut | undefined> {
  const { rows } = await context.pool.query<{ id: string }>({ ...findCreation, values: [id] });
  return rows[0] && carryOut(context, rows[0].id);
}

async function begin(client: PoolClient, operationId: string): Promise<Sending | undefined> {
  const { rows: orders } = await client.query<{ order_id: string }>({
    ...findOrderOfOperation,
    values: [operationId],
  });
  if (!orders[0]) return undefined;
  await client.query({ ...lockOrder, values: [orders[0].order_id] });
  const values = [operationId, LOOK_AGAIN_SECONDS];
  const { rows } = await client.query<SendingRow>({ ...beginSending, values });
  const [row] = rows;
  return (
    row && {
      operation: stateOf<Operation>(row.operation),
      payment: stateOf<Payment>(row.payment),
      status: row.status,
      now: new Date(row.now_ms),
      expiresAt: row.expires_ms === null ? null : new Date(row.expires_ms),
    }
  );
}

interface Answer {
  readonly facts: readonly Fact[];
  readonly created?: Found;
}

async function send(provider: PaymentProvider, sending: Sending): Promise<Answer> {
  const { operation, payment, expiresAt, now } = sending;
  const { amount, key, id } = operation;
  const { currency } = payment;
  const ref = payment.ref ?? '';
  switch (operation.kind) {
    case 'CREATE': {
      const created = await provider.create({
        paymentId: payment.id,
        orderId: payment.orderId,
        amount,
        currency,
        capture: payment.capture,
        method: payment.method ?? undefined,
        returnUrl: payment.returnUrl ?? undefined,
        expiresAt: attemptEndsAt(expiresAt, now),
        firstSentAt: operation.firstSentAt ?? now,
        key,
      });
      return { facts: created.facts, created };
    }
    case 'CAPTURE':
      return { facts: await provider.capture(ref, amount, currency, key) };
    case 'VOID':
      return { facts: await provider.cancel(ref, key) };
    case 'REFUND':
      return { facts: await provider.refund(ref, amount, currency, id, key) };
  }
}

/** It did not happen: an attempt that was not begun is over, anything else waits for a person. */
function refuse({ operation, payment }: Sending, code: string): NonNullable<Learned['first']> {
  return (money, now) => {
    const op = money.operations.find(({ id }) => id === operation.id);
    const own = money.payments.find(({ id }) => id === payment.id);
    if (!op || !own || op.finishedAt !== null) return undefined;
    if (code === 'created') {
      finish(money, op, now);
      return undefined;
    }
    finish(money, op, now, { failure: code });
    if (op.kind !== 'CREATE') return { failed: op };
    own.status = 'FAILED';
    own.open = false;
    own.nextLookAt = null;
    money.changedPayments.add(own);
    return { failed: op };
  };
}

async function keep(
  { fold }: PaymentContext,
  { payment }: Sending,
  facts: readonly Fact[],
  first?: Learned['first'],
): Promise<CarriedOut> {
  const { provider, orderId } = payment;
  const applied = await fold({ orderId, provider, facts, ...(first ? { first } : {}) });
  return { applied, owes: applied?.owes ?? [] };
}

async function factsOf(provider: PaymentProvider, payment: Payment): Promise<readonly Fact[]> {
  return (await askProvider(provider, payment))?.facts ?? [];
}
