import { isUnfinished, type Operation, type Payment } from '../payments/money-state.ts';
import type { NextAction } from '../payments/provider.ts';

/** A payment as a client sees it; money in minor units of its currency. */
export interface PaymentView {
  id: string;
  orderId: string;
  provider: string;
  method: string | null;
  status: Payment['status'];
  amount: number;
  currency: string;
  authorized: number;
  captured: number;
  refunded: number;
  nextAction: NextAction | null;
  /** ISO 8601, UTC. */
  createdAt: string;
}

/** How something ended that a provider was asked for. */
export type OutcomeStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED';

/** What a provider was asked to do with a payment, as an operator sees it. */
export interface OperationView {
  id: string;
  orderId: string;
  paymentId: string;
  kind: Operation['kind'];
  amount: number;
  currency: string;
  status: OutcomeStatus;
  /** The provider's code. */
  failure: string | null;
  createdAt: string;
  finishedAt: string | null;
}

export interface RefundView extends Omit<OperationView, 'kind'> {
  reason: string | null;
  items: { productId: string; quantity: number }[];
}

export const viewOfPayment = (payment: Payment): PaymentView => ({
  id: payment.id,
  orderId: payment.orderId,
  provider: payment.provider,
  method: payment.method,
  status: payment.status,
  amount: payment.amount,
  currency: payment.currency,
  authorized: payment.authorized,
  captured: payment.captured,
  refunded: payment.refunded,
  nextAction: payment.nextAction,
  createdAt: payment.createdAt.toISOString(),
});

export const viewOfOperation = (operation: Operation, currency: string): OperationView => ({
  id: operation.id,
  orderId: operation.orderId,
  paymentId: operation.paymentId,
  kind: operation.kind,
  amount: operation.amount,
  currency,
  status: isUnfinished(operation) ? 'PENDING' : (operation.state as OutcomeStatus),
  failure: operation.failure,
  createdAt: operation.createdAt.toISOString(),
  finishedAt: operation.finishedAt?.toISOString() ?? null,
});

export function viewOfRefund(operation: Operation, currency: string): RefundView {
  const { kind: _, ...view } = viewOfOperation(operation, currency);
  return { ...view, reason: operation.reason, items: [...(operation.lines ?? [])] };
}
