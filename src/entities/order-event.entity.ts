import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { type ActorRole, actorRoles } from './actor.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { Order } from './order.entity.ts';

export const orderEventTypes = [
  'order.created',
  'order.placed',
  'order.cancelled',
  'order.items_cancelled',
  'order.expired',
  'order.address_changed',
  'order.claimed',
  'fulfillment.created',
  'fulfillment.delivered',
  'fulfillment.undone',
  'return.requested',
  'return.received',
  'return.refused',
  'payment.processing',
  'payment.authorized',
  'payment.captured',
  'payment.failed',
  'payment.voided',
  'payment.mismatched',
  'payment.charged_back',
  'payment.chargeback_won',
  'refund.succeeded',
  'refund.failed',
] as const;
export type OrderEventType = (typeof orderEventTypes)[number];

/**
 * What happened to an order, in the transaction in which it happened. Append-only, which a trigger holds. Placing an
 * order writes none: of an order that was placed at once, its own row says when and by whom.
 */
@Entity({ tableName: 'order_events' })
@Check({ name: 'order_events_version_range', expression: 'order_version >= 1' })
@Index({ name: 'order_events_order', properties: ['order', 'orderVersion', 'id'] })
@Index({
  name: 'order_events_money_alarms',
  expression: `create index "order_events_money_alarms" on "order_events" ("created_at") where type in ('payment.mismatched', 'payment.charged_back')`,
})
export class OrderEvent {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => Order, { ref: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  /** That the change gave the order: the order of its events, whatever the clocks of their processes say. */
  @Property({ type: 'integer' })
  orderVersion!: number;

  /** One of `orderEventTypes`; not a CHECK: there will be more, and the table is large by then. */
  @Property({ type: 'string', length: 64 })
  type!: OrderEventType;

  @Enum({ items: () => [...actorRoles], type: 'string', length: 16 })
  actorRole!: ActorRole;

  @Property({ type: 'uuid', ...uuidColumn, nullable: true })
  actorId?: string | null;

  /** Ids, quantities and reasons; never personal data. */
  @Property({ type: 'json' })
  data!: Record<string, unknown>;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  createdAt!: Date & Opt;
}
