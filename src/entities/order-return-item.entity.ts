import { type Opt, PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { OrderReturn } from './order-return.entity.ts';

/** Units of one of the order's items, and what became of those that came. */
@Entity({ tableName: 'order_return_items' })
@Check({
  name: 'order_return_items_range',
  expression: 'quantity >= 1 and restocked >= 0 and discarded >= 0 and restocked + discarded <= quantity',
})
export class OrderReturnItem {
  [PrimaryKeyProp]?: ['return', 'position'];

  @ManyToOne(() => OrderReturn, { ref: true, primary: true, deleteRule: 'restrict', index: false })
  return!: Ref<OrderReturn>;

  /** Of the order's item. */
  @PrimaryKey({ type: 'integer' })
  position!: number;

  @Property({ type: 'integer' })
  quantity!: number;

  /** In the words of who sends it back. */
  @Property({ type: 'string', length: 200 })
  reason!: string;

  /** Units that came and are for sale again. */
  @Property({ type: 'integer', default: 0 })
  restocked: number & Opt = 0;

  /** Units that came and are not. */
  @Property({ type: 'integer', default: 0 })
  discarded: number & Opt = 0;
}
