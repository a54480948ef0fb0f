import type { ActorRole } from '../entities/actor.ts';
import type { CaptureTime } from '../entities/order-payment-terms.entity.ts';
import type { CaptureMode, PaymentRecordStatus } from '../entities/payment.entity.ts';
import type { FactKind } from '../entities/payment-entry.entity.ts';
import type { OperationKind, OperationState } from '../entities/payment-operation.entity.ts';
import type { NextAction } from './provider.ts';

/** A row of payments, and what becomes of it. Money in minor units of its currency. */
export interface Payment {
  readonly id: string;
  readonly orderId: string;
  readonly provider: string;
  readonly method: string | null;
  ref: string | null;
  status: PaymentRecordStatus;
  open: boolean;
  readonly amount: number;
  readonly currency: string;
  readonly capture: CaptureMode;
  authorized: number;
  captured: number;
  refunded: number;
  captureBefore: Date | null;
  nextAction: NextAction | null;
  readonly returnUrl: string | null;
  nextLookAt: Date | null;
  looks: number;
  readonly createdAt: Date;
}

/** A row of payment_operations. */
export interface Operation {
  readonly id: string;
  readonly orderId: string;
  readonly paymentId: string;
  readonly kind: OperationKind;
  readonly amount: number;
  state: OperationState;
  key: string;
  readonly reason: string | null;
  readonly lines: readonly { productId: string; quantity: number }[] | null;
  ref: string | null;
  failure: string | null;
  readonly actorRole: ActorRole;
  readonly actorId: string | null;
  attempts: number;
  firstSentAt: Date | null;
  nextLookAt: Date;
  readonly createdAt: Date;
  finishedAt: Date | null;
  /** On record as given back, and to be sent by hand still. */
  toSend: boolean;
  /** Asked for before the order was placed: what it gives back never paid for the order. No column: it follows. */
  readonly isEarly?: boolean | undefined;
}

/** A row of payment_entries. */
export interface Entry {
  readonly id: string;
  readonly paymentId: string;
  readonly provider: string;
  readonly kind: FactKind;
  readonly factRef: string;
  readonly amount: number;
  readonly currency: string;
  readonly at: Date;
  readonly recordedAt: Date;
  /** Told before the order was placed. No column: it follows. */
  readonly isEarly?: boolean | undefined;
}

/** What an order has been paid, while its row is held, and what is to be written of it. */
export interface OrderMoney {
  readonly orderId: string;
  /**
   * What the order costs still: its total without what was cancelled of it to be given back. What had been refunded by item
   * before stays in it: that is given back already.
   */
  due: number;
  /** Undefined where it did not say how it is to be paid. */
  readonly captureTime: CaptureTime | undefined;
  /** Whether it waits for its money, and has not been placed. */
  readonly isWaiting: boolean;
  readonly payments: Payment[];
  readonly operations: Operation[];
  readonly entries: Entry[];
  readonly changedPayments: Set<Payment>;
  readonly changedOperations: Set<Operation>;
  readonly newEntries: Entry[];
}

/**
 * Whether an order was placed on money that is gone, such as a hold that ran out, while nobody is asked for it anew: it does not
 * ship. An order that was placed without being paid lacks nothing. As `orderLacksMoney` of the database.
 */
export const lacksMoney = (
  order: { status: string; total: number; notDue: number; authorized: number; captured: number },
  { captureTime, payments }: OrderMoney,
): boolean =>
  captureTime !== undefined &&
  order.status === 'PLACED' &&
  order.authorized + order.captured < order.total - order.notDue &&
  !payments.some(({ open }) => open);

/** Neither done nor given up. */
export const isUnfinished = ({ state }: Operation): boolean => state === 'REQUESTED' || state === 'SENT';

/** A refund of what came before the order was placed, by whomever, that was made or is on its way: its buyer pays it again. */
export const isEarlyRefund = ({ kind, state, isEarly }: Operation): boolean =>
  kind === 'REFUND' && isEarly === true && state !== 'FAILED';

/** A refund of what was too much, which the shop asked for by itself, or of what had not paid for the order. */
export const isSurplusRefund = (operation: Operation): boolean => {
  const { kind, actorRole, reason } = operation;
  return (kind === 'REFUND' && actorRole === 'SYSTEM' && reason === 'surplus') || isEarlyRefund(operation);
};

/** A refund of what had been paid for units that were cancelled; it counts whatever becomes of it. */
export const isCancelledRefund = ({ kind, actorRole, reason }: Operation): boolean =>
  kind === 'REFUND' && actorRole === 'SYSTEM' && reason === 'cancellation';

/** A refund of money that nobody owes: what the shop asks for by itself counts whatever becomes of it. */
export const isOwedRefund = (operation: Operation): boolean =>
  isSurplusRefund(operation) || isCancelledRefund(operation);

/** Minor units that a bank took back before the order was placed, and did not give again: they have to come once more. */
export function chargedBackEarly({ payments, entries }: OrderMoney): number {
  const nameOf = ({ provider, factRef }: Entry) => `${provider} ${factRef}`;
  const won = new Set(entries.filter(({ kind }) => kind === 'CHARGEBACK_WON').map(nameOf));
  const gone = entries.filter((one) => one.kind === 'CHARGEBACK' && one.isEarly && !won.has(nameOf(one)));
  return payments.reduce((sum, { id, currency, captured }) => {
    const own = gone.filter((one) => one.paymentId === id && one.currency === currency);
    return sum + Math.min(captured, sumOf(own));
  }, 0);
}

/** Minor units that went back, or are on their way back, since before the order was placed. */
export function earlyOf(money: OrderMoney): number {
  const captured = money.payments.reduce((sum, payment) => sum + payment.captured, 0);
  return Math.min(captured, sumOf(money.operations.filter(isEarlyRefund)) + chargedBackEarly(money));
}

const sumOf = (rows: readonly { amount: number }[]): number =>
  rows.reduce((sum, { amount }) => sum + amount, 0);

/** Minor units of a payment that can be given back: not those that are on their way already. */
export function refundable(money: OrderMoney, payment: Payment): number {
  const reserved = money.operations
    .filter((one) => one.paymentId === payment.id && one.kind === 'REFUND' && isUnfinished(one))
    .reduce((sum, { amount }) => sum + amount, 0);
  return Math.max(0, payment.captured - payment.refunded - reserved);
}

/**
 * Minor units that are held for an order and not about to be let go: nothing of a payment that is being ended, and of one that
 * is being taken no more than is taken of it.
 */
export function heldOf({ payments, operations }: OrderMoney): number {
  const asked = operations.filter(
    (one) => (one.kind === 'VOID' || one.kind === 'CAPTURE') && isUnfinished(one),
  );
  return payments.reduce((sum, { id, authorized }) => {
    const own = asked.filter(({ paymentId }) => paymentId === id);
    return sum + Math.min(authorized, ...own.map(({ kind, amount }) => (kind === 'VOID' ? 0 : amount)));
  }, 0);
}
