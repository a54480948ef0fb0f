import type { PoolClient } from 'pg';
import { auditRow } from '../audit/audit-row.ts';
import { newId } from '../ids.ts';
import type { Actor, OrderRef } from '../order-life/command.ts';
import { holdOrder } from '../order-life/hold-orders.ts';
import { OrderError } from '../order-life/order-error.ts';
import { isEnough, keptOf, settlePayments } from '../order-life/settle-payments.ts';
import { holdMoney } from '../payments/hold-money.ts';
import type { Operation, OrderMoney, Payment } from '../payments/money-state.ts';
import type { Providers } from '../payments/providers.ts';
import { requestOperation, voidOpen } from '../payments/request-operation.ts';
import { beginPaying } from './sql/begin-paying.ts';
import { noRows, writeSettled } from './write-settled.ts';

export interface BeginPaymentCommand extends OrderRef {
  readonly actor: Actor;
  readonly provider: string;
  /** Up to 64 characters, in the provider's words. */
  readonly method?: string | undefined;
  /** Where the buyer comes back to; up to 2,000 characters. */
  readonly returnUrl?: string | undefined;
}

/** What there is to do next, once it is committed. */
export type Begun =
  /** The payment is there. `create`: its provider is still to be told of it. */
  | {
      readonly kind: 'open';
      readonly isNew: boolean;
      readonly payment: Payment;
      readonly create: Operation | undefined;
    }
  /** Another attempt has to end first. */
  | { readonly kind: 'end'; readonly voiding: Operation };

/** Attempts to pay one order: who comes so far is not paying. */
const MOST_ATTEMPTS = 100;
/** Until when an attempt may be paid of an order that waits for nothing, in ms. */
const ATTEMPT_MS = 86_400_000;
const FIRST_LOOK_MS = 120_000;

/**
 * Begins to pay an order: what it costs still. The attempt that is open is the one, where it is the same; another one has
 * to end at its provider first, so that nobody pays twice. A buyer pays; who works here records what comes without a provider.
 *
 * One transaction, the caller's, holds payment and operation; no provider is told in it. Locks the order (FOR NO KEY UPDATE).
 *
 * @throws {OrderError} not_found, version_mismatch, unknown_payment_provider, not_the_buyer, order_cancelled,
 *   order_paid, payment_in_progress
 */
export async function beginPayment(
  client: PoolClient,
  command: BeginPaymentCommand,
  providers: Providers,
): Promise<Begun> {
  const provider = providers.get(command.provider);
  const { order } = await holdOrder(client, command);
  if (!provider) throw new OrderError('unknown_payment_provider');
  if (command.actor.id !== order.userId && !provider.isLocal) throw new OrderError('not_the_buyer');
  if (order.status === 'CANCELLED') throw new OrderError('order_cancelled');
  const money = (await holdMoney(client, [order.id])).get(order.id)!;
  const kept = keptOf(order, money);
  const amount = money.due - kept;
  if (amount <= 0 || isEnough(money, kept)) throw new OrderError('order_paid');

  const open = money.payments.find((payment) => payment.open);
  if (open?.status === 'PROCESSING' || open?.status === 'AUTHORIZED')
    throw new OrderError('payment_in_progress');
  if (open && isSame(open, command, amount))
    return { kind: 'open', isNew: false, payment: open, create: unsent(money, open) };
  if (open) {
    const [ended] = await voidOpen(money, command.actor, order.now);
    const voiding = ended?.operation ?? openVoid(money, open);
    const rows = noRows();
    await settlePayments(order, money, rows, { requested: ended ? [ended] : [], actor: command.actor });
    await writeSettled(client, rows, money);
    return { kind: 'end', voiding };
  }
  if (money.payments.length >= MOST_ATTEMPTS) throw new OrderError('payment_in_progress');

  const isHeld = money.captureTime === 'onFulfillment' && provider.can.manualCapture;
  const payment: Payment = {
    id: newId(),
    orderId: order.id,
    provider: provider.name,
    method: command.method ?? null,
    ref: null,
    status: 'PENDING',
    open: true,
    amount,
    currency: order.currency,
    capture: isHeld ? 'manual' : 'automatic',
    authorized: 0,
    captured: 0,
    refunded: 0,
    captureBefore: null,
    nextAction: null,
    returnUrl: command.returnUrl ?? null,
    nextLookAt: provider.can.retrieve ? new Date(order.now.getTime() + FIRST_LOOK_MS) : null,
    looks: 0,
    createdAt: order.now,
  };
  money.payments.push(payment);
  money.changedPayments.add(payment);
  const wanted = { kind: 'CREATE', amount, actor: command.actor } as const;
  const { operation } = await requestOperation(money, payment, wanted, order.now);
  const rows = noRows();
  const { trail } = command.actor;
  if (trail) {
    const after = { paymentId: payment.id, provider: provider.name, amount };
    rows.audit.push(auditRow(trail, { subject: { type: 'order', id: order.id }, after }));
  }
  await writeSettled(client, rows, money);
  await client.query({ ...beginPaying, values: [order.id] });
  return { kind: 'open', isNew: true, payment, create: unsent(money, payment) && operation };
}

/** Until when an attempt is worth something. */
export const attemptEndsAt = (expiresAt: Date | null, now: Date): Date =>
  expiresAt ?? new Date(now.getTime() + ATTEMPT_MS);

const isSame = (open: Payment, command: BeginPaymentCommand, amount: number): boolean =>
  open.status === 'PENDING' &&
  open.provider === command.provider &&
  open.method === (command.method ?? null) &&
  open.amount === amount + open.captured - open.refunded &&
  (open.returnUrl === null) === (command.returnUrl === undefined);

/** The operation that tells the provider of a payment, where it is not known to have. */
const unsent = ({ operations }: OrderMoney, { id, ref }: Payment): Operation | undefined =>
  ref === null ? operations.find((one) => one.paymentId === id && one.kind === 'CREATE') : undefined;

const openVoid = ({ operations }: OrderMoney, { id }: Payment): Operation =>
  operations.findLast((one) => one.paymentId === id && one.kind === 'VOID')!;
