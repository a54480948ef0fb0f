import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { limits } from '../limits.ts';
import { moneyTotalColumn } from './columns.ts';
import { Order } from './order.entity.ts';

export const discountSources = ['COUPON', 'AUTOMATIC', 'MANUAL'] as const;
export type DiscountSource = (typeof discountSources)[number];

/** What was taken off an order, in the order in which it was; the lines and charges have their shares. */
@Entity({ tableName: 'order_discounts' })
@Check({ name: 'order_discounts_amount_range', expression: `amount >= 0 and amount <= ${limits.total}` })
@Check({ name: 'order_discounts_code_given', expression: `source <> 'COUPON' or code is not null` })
export class OrderDiscount {
  [PrimaryKeyProp]?: ['order', 'position'];

  @ManyToOne(() => Order, { ref: true, primary: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  /** Place on the order, from 0. */
  @PrimaryKey({ type: 'integer' })
  position!: number;

  @Enum({ items: () => [...discountSources], type: 'string', length: 16 })
  source!: DiscountSource;

  /** Of a coupon, as it was then. */
  @Property({ type: 'string', length: limits.couponCode, nullable: true })
  code?: string | null;

  @Property({ type: 'string', length: limits.label })
  label!: string;

  /** Minor units of the order's currency, positive. */
  @Property({ ...moneyTotalColumn })
  amount!: number;
}
