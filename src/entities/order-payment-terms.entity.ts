import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Entity, Enum, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { Order } from './order.entity.ts';

/** When the money of an order is taken: as soon as it is paid, or with the first parcel. */
export const captureTimes = ['automatic', 'onFulfillment'] as const;
export type CaptureTime = (typeof captureTimes)[number];

/** How an order is to be paid, where it said so when it was placed. Outside of the order's row: others have none. */
@Entity({ tableName: 'order_payment_terms' })
export class OrderPaymentTerms {
  [PrimaryKeyProp]?: 'order';

  @OneToOne(() => Order, { ref: true, primary: true, owner: true, deleteRule: 'restrict' })
  order!: Ref<Order>;

  /** One of PAYMENT_PROVIDERS, as it was then. */
  @Property({ type: 'string', length: 32 })
  provider!: string;

  @Enum({ items: () => [...captureTimes], type: 'string', length: 16 })
  capture!: CaptureTime;
}
