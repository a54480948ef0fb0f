import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { type ActorRole, actorRoles } from './actor.ts';
import { moneyTotalColumn, timestampColumn, uuidColumn } from './columns.ts';
import { OrderReturn } from './order-return.entity.ts';

/** Units of a return that came. Written once. */
@Entity({ tableName: 'order_return_receipts' })
@Check({
  name: 'order_return_receipts_amount_range',
  expression: `amount >= 0 and amount <= ${limits.total}`,
})
@Check({
  name: 'order_return_receipts_refunded_range',
  expression: 'refunded_before >= 0 and refunded_before <= amount',
})
@Index({ name: 'order_return_receipts_return', properties: ['return', 'id'] })
export class OrderReturnReceipt {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => OrderReturn, { ref: true, deleteRule: 'restrict', index: false })
  return!: Ref<OrderReturn>;

  /** What was paid for them is to be given back. */
  @Property({ type: 'boolean' })
  refund!: boolean;

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
}
