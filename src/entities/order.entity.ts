import { Collection, type Opt, type Ref } from '@mikro-orm/core';
import {
  Check,
  Entity,
  Enum,
  Index,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
} from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { moneyTotalColumn, timestampColumn, uuidColumn } from './columns.ts';
import { OrderItem } from './order-item.entity.ts';
import { User } from './user.entity.ts';

export const orderStatuses = ['PLACED', 'CANCELLED'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** Ids are UUID v7, so "newest first" is the order of the primary key. */
@Entity({ tableName: 'orders' })
@Check({ name: 'orders_total_range', expression: `total >= 0 and total <= ${limits.total}` })
@Check({ name: 'orders_currency_iso', expression: `currency ~ '^[A-Z]{3}$'` })
@Index({ name: 'orders_user_newest', properties: ['user', 'id'] })
@Index({
  name: 'orders_status_newest',
  expression: `create index "orders_status_newest" on "orders" ("status", "id") where status <> 'PLACED'`,
})
export class Order {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => User, { ref: true, deleteRule: 'restrict', index: false })
  user!: Ref<User>;

  /** Who bought, as the account said then. NULL: written by the release before, and the account says it. */
  @Property({ type: 'string', length: 254, nullable: true })
  customerEmail?: string | null;

  @Property({ type: 'string', length: 200, nullable: true })
  customerName?: string | null;

  @Enum({ items: () => [...orderStatuses], type: 'string', length: 16 })
  status: OrderStatus & Opt = 'PLACED';

  /** Sum of the items' line totals, minor units of `currency`. */
  @Property({ ...moneyTotalColumn })
  total!: number;

  @Property({ type: 'character', length: 3 })
  currency!: string;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @OneToMany(
    () => OrderItem,
    (item) => item.order,
    { orderBy: { position: 'asc' } },
  )
  items = new Collection<OrderItem>(this);
}
