import { formatInstant } from '../markup/format-instant.ts';
import type { Order, OrderItem } from './api-answers.ts';

const shipped: Record<string, string> = {
  PARTIALLY_FULFILLED: 'Shipped in part',
  FULFILLED: 'Shipped',
};
const returned: Record<string, string> = {
  REQUESTED: ', return expected',
  PARTIALLY_RETURNED: ', sent back in part',
  RETURNED: ', sent back',
};
const paid: Record<string, string> = {
  UNPAID: 'Not paid yet',
  PROCESSING: 'Under way',
  AUTHORIZED: 'Reserved',
  PARTIALLY_PAID: 'Paid in part',
  PAID: 'Paid',
  OVERPAID: 'Paid twice: the rest goes back',
  PARTIALLY_REFUNDED: 'Paid back in part',
  REFUNDED: 'Paid back',
};

/** How an order stands. */
export function statusWords(order: Order): string {
  const { status, paymentStatus, expiresAt } = order;
  if (status === 'CANCELLED') return 'Cancelled';
  if (status === 'PENDING') {
    if (paymentStatus === 'PROCESSING') return 'Your payment is under way';
    return expiresAt === null
      ? 'Waiting for your payment'
      : `Waiting for your payment until ${formatInstant(new Date(expiresAt))}`;
  }
  return (shipped[order.fulfillmentStatus] ?? 'Placed') + (returned[order.returnStatus] ?? '');
}

/** How its money stands; undefined where none is to come, or not by way of this shop. */
export function paidWords({ status, paymentStatus }: Order): string | undefined {
  if (paymentStatus === 'UNPAID' && status !== 'PENDING') return undefined;
  return paid[paymentStatus];
}

/** What became of the units of a line; empty where nothing did yet. */
export function lineWords({ cancelled, fulfilled, returned: back }: OrderItem): string {
  const parts = [
    [cancelled, 'cancelled'],
    [fulfilled, 'shipped'],
    [back, 'sent back'],
  ] as const;
  return parts.flatMap(([units, what]) => (units === 0 ? [] : [`${units} ${what}`])).join(', ');
}
