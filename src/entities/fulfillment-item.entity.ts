import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Fulfillment } from './fulfillment.entity.ts';

/** Units of one of the order's items. */
@Entity({ tableName: 'fulfillment_items' })
@Check({ name: 'fulfillment_items_quantity_range', expression: 'quantity >= 1' })
export class FulfillmentItem {
  [PrimaryKeyProp]?: ['fulfillment', 'position'];

  @ManyToOne(() => Fulfillment, { ref: true, primary: true, deleteRule: 'restrict', index: false })
  fulfillment!: Ref<Fulfillment>;

  /** Of the order's item. */
  @PrimaryKey({ type: 'integer' })
  position!: number;

  @Property({ type: 'integer' })
  quantity!: number;
}
