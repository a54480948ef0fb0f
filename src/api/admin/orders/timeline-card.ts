import type { ActorRole } from '../../../entities/actor.ts';
import type { CancelReason } from '../../../entities/order-cancellation.entity.ts';
import { type Html, html } from '../../../markup/html.ts';
import { counted } from '../format.ts';
import { card, time } from '../layout.ts';
import type { OrderDetails } from './order-details.ts';
import { cancelReasonWords } from './order-words.ts';
import type { EventRecord } from './sql/find-events.ts';

/** Of what happened, as much is shown: the newest. */
export const SHOWN_EVENTS = 50;

const eventWords: Record<string, string> = {
  'order.created': 'Ordered, to be paid',
  'order.placed': 'Placed',
  'order.cancelled': 'Cancelled',
  'order.items_cancelled': 'Units cancelled',
  'order.expired': 'Cancelled: not paid in time',
  'order.address_changed': 'Address changed',
  'order.claimed': 'Taken into an account',
  'fulfillment.created': 'Shipped',
  'fulfillment.delivered': 'Delivered',
  'fulfillment.undone': 'Shipment taken back',
  'return.requested': 'Return announced',
  'return.received': 'Return received',
  'return.refused': 'Return refused',
  'payment.authorized': 'Money held',
  'payment.captured': 'Paid',
  'payment.failed': 'Payment declined',
  'payment.mismatched': 'Paid, but not what was asked for',
  'payment.charged_back': 'Taken back by their bank',
  'payment.chargeback_won': 'Their bank gave it back',
  'refund.succeeded': 'Paid back',
  'refund.failed': 'Refund failed',
};

const roleWords: Record<ActorRole, string> = {
  CUSTOMER: 'customer',
  ADMIN: 'operator',
  STAFF: 'operator',
  KEY: 'API key',
  SYSTEM: 'by itself',
};

/** Of an order that was there before its money was. */
const afterUnpaid = new Set(['order.placed', 'order.expired']);

/** What happened to the order, newest first, and by whom. */
export function timelineCard({ order, events }: OrderDetails): Html {
  const happened = (events ?? []).map(entry);
  const isWhole = events !== undefined && events.length < SHOWN_EVENTS;
  // Placing writes no event: the order's own row says it, unless it began as one to be paid.
  const isPlacedAtOnce = !events?.some(({ type }) => type === 'order.created');
  const isUnpaid = order.status === 'PENDING' || events?.some(({ type }) => afterUnpaid.has(type));
  const words = isUnpaid ? eventWords['order.created'] : 'Placed';
  const placed = html`<li><div class="row"><strong>${words ?? ''}</strong><span class="soft nowrap">${time(order.createdAt)}</span></div><div class="soft small any">${order.customer.name}, customer</div></li>`;
  const content =
    events === undefined
      ? html`<p class="soft">PostgreSQL did not answer in time. Reload the page to ask again.</p>`
      : html`<ol class="entries">${happened}${isWhole && isPlacedAtOnce ? placed : []}</ol>${isWhole ? [] : html`<p class="soft small">The newest ${SHOWN_EVENTS}.</p>`}`;
  return card({ id: 'timeline', title: 'What happened', width: 'half', content });
}

function entry({ type, actorRole, actorName, data, createdAt }: EventRecord): Html {
  const who = actorName === null ? roleWords[actorRole] : `${actorName}, ${roleWords[actorRole]}`;
  const details = [unitsOf(data), reasonOf(data), who].filter((part) => part !== '').join(' · ');
  return html`<li><div class="row"><strong>${eventWords[type] ?? type}</strong><span class="soft nowrap">${time(createdAt)}</span></div><div class="soft small any">${details}</div></li>`;
}

/** Data of events is ours, of any release: what is not as expected is not said. */
function unitsOf({ items }: Record<string, unknown>): string {
  if (!Array.isArray(items)) return '';
  const units = items.reduce((sum: number, item) => sum + (Number(item?.quantity) || 0), 0);
  return units > 0 ? counted(units, 'unit') : '';
}

function reasonOf({ reason }: Record<string, unknown>): string {
  return cancelReasonWords[reason as CancelReason] ?? '';
}
