import type { FulfillmentStatus, OrderStatus, ReturnStatus } from '../../../entities/order.entity.ts';
import type { CancelReason } from '../../../entities/order-cancellation.entity.ts';
import { type Html, html } from '../../../markup/html.ts';
import { type PaymentStatus, paymentStatus } from '../../../orders/derived-status.ts';
import type { Level } from '../health.ts';
import type { OrderRecord } from './sql/find-order.ts';

/** What an order is and was, in the words of who works with it. */

interface Statuses {
  status: OrderStatus;
  fulfillmentStatus: FulfillmentStatus;
  returnStatus: ReturnStatus;
}

/** Where it stands, in one word for a list; the level says whether somebody has to do something. */
export function standingOf({ status, fulfillmentStatus, returnStatus }: Statuses): [Level, string] {
  if (status === 'PENDING') return ['unknown', 'Unpaid'];
  if (status === 'CANCELLED') return ['unknown', 'Cancelled'];
  if (returnStatus === 'REQUESTED') return ['degraded', 'Return announced'];
  if (fulfillmentStatus === 'UNFULFILLED') return ['degraded', 'To ship'];
  if (fulfillmentStatus === 'PARTIALLY_FULFILLED') return ['degraded', 'Partly shipped'];
  if (returnStatus === 'RETURNED') return ['ok', 'Returned'];
  if (returnStatus === 'PARTIALLY_RETURNED') return ['ok', 'Partly returned'];
  return ['ok', 'Shipped'];
}

export function standingPill(order: Statuses): Html {
  const [level, words] = standingOf(order);
  return html`<span class="pill is-${level}">${words}</span>`;
}

export const cancelReasonWords: Record<CancelReason, string> = {
  customer: 'the customer’s wish',
  fraud: 'fraud',
  inventory: 'not in stock',
  declined: 'payment declined',
  staff: 'our mistake',
  other: 'another reason',
  expired: 'not paid in time',
};

const paymentWords: Record<PaymentStatus, string> = {
  NOT_REQUIRED: 'nothing to pay',
  UNPAID: 'not paid here',
  PROCESSING: 'being paid',
  AUTHORIZED: 'authorized',
  PARTIALLY_PAID: 'partly paid',
  PAID: 'paid',
  OVERPAID: 'paid too much',
  PARTIALLY_REFUNDED: 'partly refunded',
  REFUNDED: 'refunded',
};

export const paymentWordsOf = (order: OrderRecord): string => paymentWords[paymentStatus(order)];

/** What happens with the money of units that are not kept, in a sentence. */
export function moneySentence(order: OrderRecord, wantsRefund: boolean): string {
  if (order.captured <= order.refunded) return 'Nothing was paid here, so nothing is given back.';
  return wantsRefund ? 'What was paid for them is to be given back.' : 'What was paid for them is kept.';
}
