import { outboxRow, recordMailRow } from '../outbox/enqueue.ts';
import type { News } from '../payments/add-facts.ts';
import {
  chargedBackEarly,
  earlyOf,
  heldOf,
  isCancelledRefund,
  isEarlyRefund,
  isSurplusRefund,
  type Operation,
  type OrderMoney,
  type Payment,
} from '../payments/money-state.ts';
import {
  type Requested,
  refundSurplus,
  voidOpen,
  voidOutdated,
  type Wanted,
} from '../payments/request-operation.ts';
import type { Actor } from './command.ts';
import { type ChangedRows, conclude, type OrderState } from './order-state.ts';

/** Bank debits and transfers take this long at most, in ms; their order keeps its stock meanwhile. */
const PROCESSING_MS = 14 * 86_400_000;
/** Whoever's bank said no after days has this long to pay in another way, in ms. */
const ANOTHER_TRY_MS = 30 * 60_000;

const system: Actor = { role: 'SYSTEM' };

/**
 * The order as its payments make it: amounts, and PLACED as soon as there is enough; then its confirmation is owed, and
 * never before. What was taken beyond what it costs is given back; what is still open of a cancelled order is ended, and so is what
 * asks for more than is due.
 * Pure but for what is asked of a provider that asks nobody: it changes `order` and `money` and adds to `rows`.
 *
 * @param news what was learned of the payments in this change
 * @param failed an operation that its provider refused
 * @param placed what is told of the placing, should it come to it
 * @param requested operations that were written in this change; their jobs are owed
 * @param actor who did it; nobody in particular for what a provider says by itself
 * @param reason of refunds that follow
 * @param lines the units that these are for
 */
export async function settlePayments(
  order: OrderState,
  money: OrderMoney,
  rows: ChangedRows,
  {
    news = [],
    requested = [],
    failed,
    placed = {},
    actor = system,
    reason = 'surplus',
    lines,
  }: {
    news?: readonly News[];
    requested?: readonly Requested[];
    failed?: Operation | undefined;
    placed?: Record<string, unknown> | undefined;
    actor?: Actor;
    reason?: 'cancellation' | 'surplus';
    lines?: Wanted['lines'];
  },
): Promise<void> {
  const before = { ...order };
  const all = [...requested];
  takeAmounts(order, money);
  for (const one of [...news, ...all.flatMap((done) => done.news)]) tell(order, one, rows, actor);
  // Paid in full: another attempt would only be given back.
  const kept = keptOf(order, money);
  const isPaid = kept > 0 && kept >= money.due;
  if (failed) tellFailed(order, failed, rows, actor);
  const isOver = order.status === 'CANCELLED' || isPaid;
  all.push(...follow(await (isOver ? voidOpen : voidOutdated)(money, system, order.now)));
  if (order.captured > 0) all.push(...follow(await refundSurplus(money, reason, system, order.now, lines)));
  takeAmounts(order, money);
  extendTime(order, before.paymentProcessing);
  if (order.status === 'PENDING' && isEnough(money, keptOf(order, money))) place(order, rows, actor, placed);

  for (const { operation } of all) {
    if (operation.state !== 'REQUESTED' || operation.kind === 'CREATE') continue;
    const payload = { operationId: operation.id };
    rows.messages.push(outboxRow('payments.carry-out', payload, { subjectId: order.id }));
  }
  if (!isSame(order, before) && !rows.orders.includes(order)) {
    rows.orders.push(order);
  }

  function follow(done: Requested[]): Requested[] {
    for (const one of done.flatMap(({ news }) => news)) tell(order, one, rows, actor);
    return done;
  }
}

/** Places an order that is paid, or whose money is held where it is taken with the first parcel. */
function place(order: OrderState, rows: ChangedRows, actor: Actor, data: Record<string, unknown>): void {
  order.status = 'PLACED';
  order.expiresAt = null;
  rows.events.push(conclude(order, { type: 'order.placed', actor, data }));
  rows.messages.push(
    outboxRow('order.send-confirmation-email', { orderId: order.id }, { subjectId: order.id }),
  );
}

/** Whether what came, or is held for an order that is paid with its first parcel, is as much as it costs. */
export function isEnough(money: OrderMoney, kept: number, due = money.due): boolean {
  const held = money.captureTime === 'onFulfillment' ? heldOf(money) : 0;
  const given = kept + held;
  return given > 0 && given >= due;
}

/**
 * What came for an order, minor units, without what was too much and went back by itself, and without what went back, or was
 * taken back by a bank, before the order was placed: that has to come again.
 */
export function keptOf({ total }: Pick<OrderState, 'total'>, money: OrderMoney): number {
  const early = earlyOf(money);
  const captured = sumOf(money.payments, 'captured') - early;
  const returned = returnedOf(money, (one) => isSurplusRefund(one) && !isEarlyRefund(one));
  return captured - Math.min(returned, sumOf(money.payments, 'refunded'), Math.max(0, captured - total));
}

const sumOf = (payments: readonly Payment[], name: 'authorized' | 'captured' | 'refunded'): number =>
  payments.reduce((total, payment) => total + payment[name], 0);

const returnedOf = ({ operations }: OrderMoney, counts: (one: Operation) => boolean): number =>
  operations
    .filter((one) => one.state === 'SUCCEEDED' && counts(one))
    .reduce((total, { amount }) => total + amount, 0);

/**
 * The sums of an order follow from its payments. What came beyond its total and went back by itself is in none of them: its
 * buyer has paid once, and got nothing back for it.
 */
export function takeAmounts(order: OrderState, money: OrderMoney): void {
  const { payments, operations, due } = money;
  const sum = (name: 'authorized' | 'captured' | 'refunded') => sumOf(payments, name);
  const returned = returnedOf(money, isSurplusRefund) + chargedBackEarly(money);
  const surplus = Math.min(returned, sum('refunded'), Math.max(0, sum('captured') - order.total));
  order.authorized = sum('authorized');
  order.captured = sum('captured') - surplus;
  order.refunded = sum('refunded') - surplus;
  // Cancelled, and not given back for: nobody had paid it.
  const paidBack = operations.filter(isCancelledRefund).reduce((all, { amount }) => all + amount, 0);
  order.notDue = Math.max(0, order.total - Math.max(0, due) - paidBack);
  order.paymentProcessing = payments.some(({ open, status }) => open && status === 'PROCESSING');
}

/** What a bank works on for days is waited for. */
function extendTime(order: OrderState, wasProcessing: boolean): void {
  if (order.status !== 'PENDING' || order.paymentProcessing === wasProcessing) return;
  const until = order.now.getTime() + (order.paymentProcessing ? PROCESSING_MS : ANOTHER_TRY_MS);
  order.expiresAt = new Date(until);
}

/** Writes down what happened to a payment, for the timeline, and owes the mail about a refund. */
function tell(order: OrderState, news: News, rows: ChangedRows, actor: Actor): void {
  const { kind, amount, currency, payment, operation, failure } = news;
  const about = { paymentId: payment.id, amount, currency };
  const refund = { ...about, ...(operation ? { refundId: operation.id } : {}) };
  const because = failure === null ? {} : { failure };
  const add = (type: Parameters<typeof conclude>[1]['type'], data: Record<string, unknown>) => {
    const event = conclude(order, { type, actor, data });
    rows.events.push(event);
    if (!rows.orders.includes(order)) rows.orders.push(order);
    return event;
  };
  const expected =
    kind === 'CAPTURED' && operation
      ? operation.amount
      : isPart(kind, payment.provider)
        ? amount
        : payment.amount;
  const isMoney = kind === 'AUTHORIZED' || kind === 'CAPTURED';
  if (isMoney && (amount !== expected || currency !== payment.currency))
    add('payment.mismatched', { ...about, expected, expectedCurrency: payment.currency });
  if (kind === 'PROCESSING') add('payment.processing', about);
  if (kind === 'VOIDED' || kind === 'EXPIRED') add('payment.voided', { paymentId: payment.id });
  if (kind === 'AUTHORIZED') add('payment.authorized', about);
  if (kind === 'CAPTURED') add('payment.captured', about);
  if (kind === 'FAILED') add('payment.failed', { ...about, ...because });
  if (kind === 'CHARGEBACK') add('payment.charged_back', about);
  if (kind === 'CHARGEBACK_WON') add('payment.chargeback_won', about);
  if (kind === 'REFUND_FAILED') add('refund.failed', { ...refund, ...because });
  if (kind !== 'REFUNDED') return;
  const { id } = add('refund.succeeded', refund);
  rows.messages.push(recordMailRow('order.send-refunded-email', { orderId: order.id, recordId: id }));
}

/** Writes down that a provider said no. One that cannot be ended has moved in another way, which is told. */
function tellFailed(order: OrderState, operation: Operation, rows: ChangedRows, actor: Actor): void {
  const { id, kind, paymentId, amount, failure } = operation;
  if (kind === 'VOID') return;
  const about = { paymentId, amount, currency: order.currency, failure };
  const event =
    kind === 'REFUND'
      ? ({ type: 'refund.failed', actor, data: { ...about, refundId: id } } as const)
      : ({ type: 'payment.failed', actor, data: about } as const);
  rows.events.push(conclude(order, event));
  if (!rows.orders.includes(order)) rows.orders.push(order);
}

/** People record money as it comes, in whatever parts. */
const isPart = (kind: News['kind'], provider: string): boolean =>
  kind === 'CAPTURED' && provider === 'manual';

const isSame = (a: OrderState, b: OrderState): boolean =>
  a.version === b.version &&
  a.status === b.status &&
  a.authorized === b.authorized &&
  a.captured === b.captured &&
  a.refunded === b.refunded &&
  a.notDue === b.notDue &&
  a.paymentProcessing === b.paymentProcessing &&
  a.expiresAt?.getTime() === b.expiresAt?.getTime();
