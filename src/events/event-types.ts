import { type FeedKind, feedKinds } from '../entities/pending-event.entity.ts';

/** Every type of event, and the kind of the feed's rows that it comes from. */
export const eventTypes = {
  'order.created': ['orders', 'unpaid_orders'],
  'order.placed': ['orders', 'order_changes'],
  'order.cancelled': ['order_changes'],
  'order.items_cancelled': ['order_changes'],
  'order.expired': ['order_changes'],
  'order.address_changed': ['order_changes'],
  'order.claimed': ['order_changes'],
  'payment.processing': ['order_changes'],
  'payment.authorized': ['order_changes'],
  'payment.captured': ['order_changes'],
  'payment.failed': ['order_changes'],
  'payment.voided': ['order_changes'],
  'payment.charged_back': ['order_changes'],
  'payment.chargeback_won': ['order_changes'],
  'payment.mismatched': ['order_changes'],
  'refund.succeeded': ['order_changes'],
  'refund.failed': ['order_changes'],
  'fulfillment.created': ['order_changes'],
  'fulfillment.delivered': ['order_changes'],
  'fulfillment.undone': ['order_changes'],
  'return.requested': ['order_changes'],
  'return.received': ['order_changes'],
  'return.refused': ['order_changes'],
  'product.low_stock': ['stock'],
  'product.sold_out': ['stock'],
  'product.back_in_stock': ['stock'],
  'endpoint.disabled': ['endpoints'],
  'endpoint.test': ['endpoints'],
} as const satisfies Record<string, readonly FeedKind[]>;
export type EventType = keyof typeof eventTypes;

const names = Object.keys(eventTypes) as EventType[];

/** What an endpoint or a reader may ask for: a type, all of a group (`order.*`), or `*`. */
export const typePatterns: readonly string[] = [
  '*',
  ...new Set(names.map((name) => `${name.split('.')[0]}.*`)),
  ...names,
];

/** Whether one of the patterns means this type. */
export function isMeant(patterns: readonly string[], type: string): boolean {
  return patterns.some(
    (pattern) =>
      pattern === '*' ||
      pattern === type ||
      (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );
}

/** The kinds of rows that events of these patterns may come from. */
export function kindsOf(patterns: readonly string[]): FeedKind[] {
  const meant = names.filter((name) => isMeant(patterns, name));
  return feedKinds.filter((kind) =>
    meant.some((name) => (eventTypes[name] as readonly FeedKind[]).includes(kind)),
  );
}
