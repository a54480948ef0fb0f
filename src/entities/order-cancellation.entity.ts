import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { type ActorRole, actorRoles } from './actor.ts';
import { moneyTotalColumn, timestampColumn, uuidColumn } from './columns.ts';
import { Order } from './order.entity.ts';

/** Shopify's, and `expired` for an order that was not paid in time. */
export const cancelReasons = [
  'customer',
  'fraud',
  'inventory',
  'declined',
  'staff',
  'other',
  'expired',
] as const;
export type CancelReason = (typeof cancelReasons)[number];

/** Units of an order that will not be shipped, and why. Written once; taken back where the order is paid after it has expired. */
@Entity({ tableName: 'order_cancellations' })
@Check({ name: 'order_cancellations_amount_range', expression: `amount >= 0 and amount <= ${limits.total}` })
@Check({
  name: 'order_cancellations_refunded_range',
  expression: 'refunded_before >= 0 and refunded_before <= amount',
})
@Index({ name: 'order_cancellations_order', properties: ['order', 'id'] })
export class OrderCancellation {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => Order, { ref: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  @Enum({ items: () => [...cancelReasons], type: 'string', length: 16 })
  reason!: CancelReason;

  /** The units were to be sold again; each item says how many are. */
  @Property({ type: 'boolean' })
  restock!: boolean;

  /** What was paid for them is to be given back. */
  @Property({ type: 'boolean' })
  refund!: boolean;

  @Property({ type: 'string', length: 500, nullable: true })
  note?: string | null;

  /** What these units cost, minor units of the order's currency. */
  @Property({ ...moneyTotalColumn })
  amount!: number;

  /** Of it, what had been refunded for these units by item before. */
  @Property({ ...moneyTotalColumn, default: 0 })
  refundedBefore!: number & Opt;

  @Enum({ items: () => [...actorRoles], type: 'string', length: 16 })
  actorRole!: ActorRole;

  @Property({ type: 'uuid', ...uuidColumn, nullable: true })
  actorId?: string | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  createdAt!: Date & Opt;

  /** The order was paid all the same, after its time was over, and is placed again. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  undoneAt?: Date | null;
}
