import { type Opt, PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { OrderCancellation } from './order-cancellation.entity.ts';

/** Units of one of the order's items. */
@Entity({ tableName: 'order_cancellation_items' })
@Check({
  name: 'order_cancellation_items_range',
  expression: 'quantity >= 1 and restocked >= 0 and restocked <= quantity',
})
@Check({
  name: 'order_cancellation_items_refunded_range',
  expression: 'refunded >= 0 and refunded <= quantity',
})
export class OrderCancellationItem {
  [PrimaryKeyProp]?: ['cancellation', 'position'];

  @ManyToOne(() => OrderCancellation, { ref: true, primary: true, deleteRule: 'restrict', index: false })
  cancellation!: Ref<OrderCancellation>;

  /** Of the order's item. */
  @PrimaryKey({ type: 'integer' })
  position!: number;

  @Property({ type: 'integer' })
  quantity!: number;

  /** Of these, units that are for sale again. */
  @Property({ type: 'integer' })
  restocked!: number;

  /** Of these, units that had been refunded by item before. */
  @Property({ type: 'integer', default: 0 })
  refunded!: number & Opt;
}
