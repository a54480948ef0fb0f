import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { limits } from '../limits.ts';
import { moneyTotalColumn } from './columns.ts';
import { Order } from './order.entity.ts';

export const chargeTypes = ['SHIPPING', 'FEE'] as const;
export type ChargeType = (typeof chargeTypes)[number];

/** What an order costs beside its lines, as it was when the order was written. */
@Entity({ tableName: 'order_charges' })
@Check({ name: 'order_charges_amount_range', expression: `amount >= 0 and amount <= ${limits.total}` })
@Check({ name: 'order_charges_discount_range', expression: 'discount >= 0 and discount <= amount' })
@Check({ name: 'order_charges_tax_range', expression: `tax >= 0 and tax <= ${limits.total}` })
@Check({
  name: 'order_charges_tax_rate_range',
  expression: `tax_rate >= 0 and tax_rate <= ${limits.millionths}`,
})
export class OrderCharge {
  [PrimaryKeyProp]?: ['order', 'position'];

  @ManyToOne(() => Order, { ref: true, primary: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  /** Place on the order, from 0. */
  @PrimaryKey({ type: 'integer' })
  position!: number;

  @Enum({ items: () => [...chargeTypes], type: 'string', length: 16 })
  type!: ChargeType;

  @Property({ type: 'string', length: limits.label })
  label!: string;

  /** Before `discount`, minor units of the order's currency. */
  @Property({ ...moneyTotalColumn })
  amount!: number;

  @Property({ ...moneyTotalColumn })
  discount!: number;

  /** In what is left or on top of it, as the order's prices are. */
  @Property({ ...moneyTotalColumn })
  tax!: number;

  /** Millionths; NULL: no rate was known for it. */
  @Property({ type: 'integer', nullable: true })
  taxRate?: number | null;

  /** The method that was chosen. Without a foreign key: methods come and go, orders stay. */
  @Property({ type: 'uuid', nullable: true })
  shippingMethodId?: string | null;
}
