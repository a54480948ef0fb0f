import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Entity, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Coupon } from './coupon.entity.ts';
import { Order } from './order.entity.ts';

/**
 * An order that has a coupon. It is written and removed in the transaction that moves the coupon's `used` and raises its
 * version: whoever read the coupon's redemptions before that loses the race.
 */
@Entity({ tableName: 'coupon_redemptions' })
@Index({ name: 'coupon_redemptions_buyer', properties: ['coupon', 'buyerKey'] })
export class CouponRedemption {
  [PrimaryKeyProp]?: ['order', 'coupon'];

  @ManyToOne(() => Order, { ref: true, primary: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  /** Gone with the coupon: the order has what it took off. */
  @ManyToOne(() => Coupon, { ref: true, primary: true, deleteRule: 'cascade', index: false })
  coupon!: Ref<Coupon>;

  /** Who has had it: `user:` and an id, or `mail:` and a keyed hash of a guest's address. */
  @Property({ type: 'string', length: 80 })
  buyerKey!: string;
}
