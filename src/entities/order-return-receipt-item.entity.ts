import { type Opt, PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { OrderReturnReceipt } from './order-return-receipt.entity.ts';

/** Units of one of the order's items that came, by what becomes of them. */
@Entity({ tableName: 'order_return_receipt_items' })
@Check({
  name: 'order_return_receipt_items_range',
  expression: 'restocked >= 0 and discarded >= 0 and restocked + discarded >= 1',
})
@Check({
  name: 'order_return_receipt_items_refunded_range',
  expression: 'refunded >= 0 and refunded <= restocked + discarded',
})
export class OrderReturnReceiptItem {
  [PrimaryKeyProp]?: ['receipt', 'position'];

  @ManyToOne(() => OrderReturnReceipt, { ref: true, primary: true, deleteRule: 'restrict', index: false })
  receipt!: Ref<OrderReturnReceipt>;

  /** Of the order's item. */
  @PrimaryKey({ type: 'integer' })
  position!: number;

  @Property({ type: 'integer' })
  restocked!: number;

  @Property({ type: 'integer' })
  discarded!: number;

  /** Of these, units that had been refunded by item before. */
  @Property({ type: 'integer', default: 0 })
  refunded!: number & Opt;
}
