import type { ActorRole } from '../entities/actor.ts';
import type { OperationKind } from '../entities/payment-operation.entity.ts';
import { newId } from '../ids.ts';
import { addFacts, finish, type News } from './add-facts.ts';
import { manualProvider } from './manual-provider.ts';
import {
  chargedBackEarly,
  earlyOf,
  isOwedRefund,
  isUnfinished,
  type Operation,
  type OrderMoney,
  type Payment,
  refundable,
} from './money-state.ts';
import type { Fact } from './provider.ts';

/** What a provider is to do with a payment. */
export interface Wanted {
  readonly kind: OperationKind;
  /** Minor units; 0 for what has none. */
  readonly amount: number;
  readonly reason?: string | undefined;
  readonly lines?: readonly { productId: string; quantity: number }[] | undefined;
  readonly actor: { readonly role: ActorRole; readonly id?: string };
}

/** An operation as it was written, and what is known of it already: all of it where nobody has to be asked. */
export interface Requested {
  readonly operation: Operation;
  readonly news: News[];
}

/** How long its job has before it is looked for, in ms. */
const JOB_MS = 120_000;

/** Writes down what a provider is to do, before it is told. @param now the database's clock */
export async function requestOperation(
  money: OrderMoney,
  payment: Payment,
  { kind, amount, reason, lines, actor }: Wanted,
  now: Date,
): Promise<Requested> {
  const id = newId();
  const operation: Operation = {
    id,
    orderId: payment.orderId,
    paymentId: payment.id,
    kind,
    amount,
    state: 'REQUESTED',
    key: id,
    reason: reason ?? null,
    lines: lines?.length ? lines : null,
    ref: null,
    failure: null,
    actorRole: actor.role,
    actorId: actor.id ?? null,
    attempts: 0,
    firstSentAt: null,
    nextLookAt: new Date(now.getTime() + JOB_MS),
    createdAt: now,
    finishedAt: null,
    // Whoever refunds by hand sends it; of what the shop gives back by itself nobody knows yet.
    toSend: kind === 'REFUND' && actor.role === 'SYSTEM' && payment.provider === manualProvider.name,
    isEarly: money.isWaiting,
  };
  money.operations.push(operation);
  money.changedOperations.add(operation);
  return { operation, news: await doHere(money, payment, operation, now) };
}

/** What is wanted of a provider that asks nobody is done at once. @returns nothing where another has to be asked */
export async function doHere(
  money: OrderMoney,
  payment: Payment,
  operation: Operation,
  now: Date,
): Promise<News[]> {
  if (payment.provider !== manualProvider.name) return [];
  const { kind, amount, id, key } = operation;
  const ref = payment.id;
  let facts: Fact[] = [];
  if (kind === 'CREATE') payment.ref = ref;
  else if (kind === 'CAPTURE') facts = await manualProvider.capture(ref, amount, payment.currency, key);
  else if (kind === 'VOID') facts = await manualProvider.cancel(ref, key);
  else facts = await manualProvider.refund(ref, amount, payment.currency, id, key);
  const news = addFacts(money, payment.provider, facts, now);
  if (isUnfinished(operation)) finish(money, operation, now);
  return news;
}

/** Ends the attempts of an order that may still bring money, where that was not asked for yet. */
export const voidOpen = (money: OrderMoney, actor: Wanted['actor'], now: Date): Promise<Requested[]> =>
  voidEach(
    money,
    money.payments.filter(({ open, authorized }) => open || authorized > 0),
    actor,
    now,
  );

/**
 * Ends the attempts that ask for more than is due still, before their buyer pays it: the next one asks for what is due. What
 * a bank works on or holds is left, and what people record as it comes: of that as much is taken as is due.
 */
export function voidOutdated(money: OrderMoney, actor: Wanted['actor'], now: Date): Promise<Requested[]> {
  const left = money.payments.reduce((sum, { captured }) => sum - captured, money.due + earlyOf(money));
  const outdated = money.payments.filter(
    ({ open, status, provider, amount, captured }) =>
      open &&
      (status === 'PENDING' || status === 'FAILED') &&
      provider !== manualProvider.name &&
      amount - captured > left,
  );
  return voidEach(money, outdated, actor, now);
}

async function voidEach(
  money: OrderMoney,
  payments: readonly Payment[],
  actor: Wanted['actor'],
  now: Date,
): Promise<Requested[]> {
  const requested: Requested[] = [];
  for (const payment of payments) {
    const isAsked = money.operations.some(
      (one) => one.paymentId === payment.id && one.kind === 'VOID' && isUnfinished(one),
    );
    if (!isAsked)
      requested.push(await requestOperation(money, payment, { kind: 'VOID', amount: 0, actor }, now));
  }
  return requested;
}

/**
 * Gives back what was taken beyond what the order costs still, the latest payment first. What was asked for already, or
 * failed and waits for a person, is not asked for again.
 *
 * @param lines the units that it is for
 */
export async function refundSurplus(
  money: OrderMoney,
  reason: 'cancellation' | 'surplus',
  actor: Wanted['actor'],
  now: Date,
  lines?: Wanted['lines'],
): Promise<Requested[]> {
  const captured = money.payments.reduce((sum, payment) => sum + payment.captured, 0);
  const asked = money.operations.filter(isOwedRefund).reduce((sum, { amount }) => sum + amount, 0);
  const left = captured - Math.max(0, money.due) - asked - chargedBackEarly(money);
  return refundAmount(money, left, { reason, actor, lines }, now);
}

/** Refunds an amount, or as much of it as can be, of the latest payment first. */
export async function refundAmount(
  money: OrderMoney,
  amount: number,
  why: Pick<Wanted, 'reason' | 'actor' | 'lines'>,
  now: Date,
): Promise<Requested[]> {
  let left = amount;
  const requested: Requested[] = [];
  for (const payment of money.payments.toReversed()) {
    const part = Math.min(left, refundable(money, payment));
    if (part <= 0) continue;
    left -= part;
    requested.push(await requestOperation(money, payment, { kind: 'REFUND', amount: part, ...why }, now));
  }
  return requested;
}
