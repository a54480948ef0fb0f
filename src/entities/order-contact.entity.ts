import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, Index, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { limits } from '../limits.ts';
import { Order } from './order.entity.ts';

/**
 * How the buyer of an order is reached, and what they wrote beside it. Outside of the order's own row: an order that
 * names nothing has none, and what a person is known by can be erased here while the order stays.
 */
@Entity({ tableName: 'order_contacts' })
@Check({ name: 'order_contacts_phone_mail', expression: 'phone is null or email is not null' })
@Index({
  name: 'order_contacts_email',
  expression:
    'create index "order_contacts_email" on "order_contacts" (lower(email), "order_id") where email is not null',
})
export class OrderContact {
  [PrimaryKeyProp]?: 'order';

  @OneToOne(() => Order, { ref: true, primary: true, owner: true, deleteRule: 'restrict' })
  order!: Ref<Order>;

  /** As it was typed; mails about the order go there. */
  @Property({ type: 'string', length: limits.email, nullable: true })
  email?: string | null;

  @Property({ type: 'string', length: limits.address.phone, nullable: true })
  phone?: string | null;

  @Property({ type: 'string', length: limits.orderNote, nullable: true })
  note?: string | null;
}
