import { newId } from '../ids.ts';
import { foldPayment } from './fold-payment.ts';
import { manualProvider } from './manual-provider.ts';
import { type Entry, isUnfinished, type Operation, type OrderMoney, type Payment } from './money-state.ts';
import type { Fact } from './provider.ts';

/** A fact that was not known, as its entry has it. */
export interface News extends Entry {
  readonly payment: Payment;
  /** What it was asked for by: a refund, a capture. */
  readonly operation: Operation | undefined;
  readonly failure: string | null;
}

/**
 * Adds what a provider says of payments, each fact once, and folds it in: status and sums of the payments, outcome of the
 * operations. Facts of payments that are none of the order's are left out.
 *
 * @param now the database's clock
 * @returns what is new of it
 */
export function addFacts(money: OrderMoney, provider: string, facts: readonly Fact[], now: Date): News[] {
  const known = new Set(money.entries.map(nameOf));
  const news: News[] = [];
  for (const fact of facts) {
    const payment = money.payments.find((one) => one.provider === provider && one.ref === fact.ref);
    const name = nameOf({ ...fact, provider });
    if (payment) holdUntil(money, payment, fact);
    if (!payment || known.has(name)) continue;
    known.add(name);
    const { kind, factRef, amount, currency, at } = fact;
    const entry: Entry = {
      id: newId(),
      paymentId: payment.id,
      provider,
      kind,
      factRef,
      amount,
      // Of what moves no money a provider may have none to say.
      currency: amount === 0 ? payment.currency : currency,
      at,
      recordedAt: now,
      isEarly: money.isWaiting,
    };
    money.entries.push(entry);
    money.newEntries.push(entry);
    const operation = settleOperation(money, payment, fact, now);
    news.push({ ...entry, payment, operation, failure: fact.reason?.slice(0, 100) ?? null });
  }
  for (const payment of new Set(news.map((one) => one.payment))) refold(money, payment);
  return news;
}

/** Until when money is held may become known, or later, after the fact itself is known. */
function holdUntil(money: OrderMoney, payment: Payment, { captureBefore }: Fact): void {
  if (!captureBefore || payment.captureBefore?.getTime() === captureBefore.getTime()) return;
  payment.captureBefore = captureBefore;
  money.changedPayments.add(payment);
}

/** Folds all that is known of a payment. */
export function refold(money: OrderMoney, payment: Payment): void {
  const entries = money.entries.filter(({ paymentId }) => paymentId === payment.id);
  foldPayment(payment, entries, payment.provider === manualProvider.name);
  if (!payment.open) payment.nextLookAt = null;
  money.changedPayments.add(payment);
}

/** Says how an operation ended. */
export function finish(
  money: OrderMoney,
  operation: Operation,
  now: Date,
  { failure, ref }: { failure?: string | undefined; ref?: string | undefined } = {},
): void {
  operation.state = failure === undefined ? 'SUCCEEDED' : 'FAILED';
  operation.failure = failure?.slice(0, 100) ?? null;
  operation.ref = ref ?? operation.ref;
  operation.finishedAt = now;
  money.changedOperations.add(operation);
}

/** The operation that a fact is the outcome of. A refund that is not ours gets a row, so that it is seen. */
function settleOperation(money: OrderMoney, payment: Payment, fact: Fact, now: Date): Operation | undefined {
  const own = money.operations.filter(({ paymentId }) => paymentId === payment.id);
  if (fact.kind === 'REFUNDED' || fact.kind === 'REFUND_FAILED') {
    const refund =
      own.find((one) => one.kind === 'REFUND' && (one.id === fact.refundId || one.ref === fact.factRef)) ??
      foreignRefund(money, payment, fact, now);
    const failure = fact.kind === 'REFUND_FAILED' ? (fact.reason ?? 'refund_failed') : undefined;
    // A refund that has failed and was asked for again: the old one does not speak for the new one.
    if (failure === undefined || refund.ref === null || refund.ref === fact.factRef || !isUnfinished(refund))
      finish(money, refund, now, { failure, ref: fact.factRef });
    return refund;
  }
  const open = own.filter(isUnfinished);
  const captured = fact.kind === 'CAPTURED';
  if (!captured && fact.kind !== 'VOIDED' && fact.kind !== 'EXPIRED') return undefined;
  for (const operation of open) {
    if (operation.kind === 'CAPTURE') finish(money, operation, now, captured ? {} : { failure: 'voided' });
    if (operation.kind === 'VOID') finish(money, operation, now, captured ? { failure: 'captured' } : {});
  }
  return open.find(({ kind }) => kind === (captured ? 'CAPTURE' : 'VOID'));
}

function foreignRefund(money: OrderMoney, payment: Payment, fact: Fact, now: Date): Operation {
  const operation: Operation = {
    id: newId(),
    orderId: payment.orderId,
    paymentId: payment.id,
    kind: 'REFUND',
    amount: fact.amount,
    state: 'SENT',
    key: newId(),
    reason: 'provider',
    lines: null,
    ref: fact.factRef,
    failure: null,
    actorRole: 'SYSTEM',
    actorId: null,
    attempts: 0,
    firstSentAt: null,
    nextLookAt: now,
    createdAt: now,
    finishedAt: null,
    toSend: false,
    isEarly: money.isWaiting,
  };
  money.operations.push(operation);
  money.changedOperations.add(operation);
  return operation;
}

const nameOf = ({ provider, kind, factRef }: { provider: string; kind: string; factRef: string }): string =>
  `${provider} ${kind} ${factRef}`;
