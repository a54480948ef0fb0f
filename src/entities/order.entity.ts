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
import {
  formerPaymentStatusSql,
  hasPaymentSql,
  lacksMoneySql,
  paymentStatusSql,
} from './payment-status-sql.ts';
import { User } from './user.entity.ts';

/** PENDING waits for money and holds its stock until `expiresAt`. */
export const orderStatuses = ['PENDING', 'PLACED', 'CANCELLED'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const fulfillmentStatuses = ['UNFULFILLED', 'PARTIALLY_FULFILLED', 'FULFILLED'] as const;
export type FulfillmentStatus = (typeof fulfillmentStatuses)[number];

export const returnStatuses = ['NONE', 'REQUESTED', 'PARTIALLY_RETURNED', 'RETURNED'] as const;
export type ReturnStatus = (typeof returnStatuses)[number];

/**
 * Ids are UUID v7, so "newest first" is the order of the primary key. Whoever changes an order or its items holds its
 * row, and raises `version`.
 */
@Entity({ tableName: 'orders' })
@Check({ name: 'orders_total_range', expression: `total >= 0 and total <= ${limits.total}` })
@Check({ name: 'orders_currency_iso', expression: `currency ~ '^[A-Z]{3}$'` })
@Check({ name: 'orders_expiry_pending', expression: `expires_at is null or status = 'PENDING'` })
@Check({
  name: 'orders_amounts_range',
  expression:
    'authorized >= 0 and captured >= 0 and refunded >= 0 and refunded <= captured and ' +
    `authorized <= ${limits.total} and captured <= ${limits.total}`,
})
@Check({ name: 'orders_undue_range', expression: 'not_due >= 0 and not_due <= total' })
@Check({
  name: 'orders_costs_sum',
  expression:
    'total = items_total - discount_total + charges_total + case when prices_include_tax then 0 else tax_total end',
})
@Check({
  name: 'orders_costs_whole',
  expression:
    'num_nulls(items_total, discount_total, charges_total, tax_total, prices_include_tax) in (0, 5)',
})
@Index({ name: 'orders_user_newest', properties: ['user', 'id'] })
@Index({ name: 'orders_fulfillment_newest', properties: ['fulfillmentStatus', 'id'] })
@Index({
  name: 'orders_return_newest',
  expression: `create index "orders_return_newest" on "orders" ("return_status", "id") where return_status <> 'NONE'`,
})
@Index({
  name: 'orders_payment_newest',
  expression: `create index "orders_payment_newest" on "orders" ((${formerPaymentStatusSql}), "id") where ${hasPaymentSql}`,
})
@Index({
  name: 'orders_payment_status_newest',
  expression: `create index "orders_payment_status_newest" on "orders" ((${paymentStatusSql}), "id") where ${hasPaymentSql}`,
})
@Index({
  name: 'orders_lack_money',
  expression: `create index "orders_lack_money" on "orders" ("id") where ${lacksMoneySql}`,
})
@Index({
  name: 'orders_unpaid_user',
  expression: `create index "orders_unpaid_user" on "orders" ("user_id") where status = 'PENDING'`,
})
@Index({
  name: 'orders_payment_processing',
  expression: `create index "orders_payment_processing" on "orders" ("id") where payment_processing`,
})
@Index({
  name: 'orders_expiry',
  expression: `create index "orders_expiry" on "orders" ("expires_at") where status = 'PENDING'`,
})
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

  /** What the order costs, minor units of `currency`: the sum of the lines where it names nothing of the members below. */
  @Property({ ...moneyTotalColumn })
  total!: number;

  /** What the lines come to, what is taken off, what comes on top. All five are NULL where nothing of this was named. */
  @Property({ ...moneyTotalColumn, nullable: true })
  itemsTotal?: number | null;

  @Property({ ...moneyTotalColumn, nullable: true })
  discountTotal?: number | null;

  @Property({ ...moneyTotalColumn, nullable: true })
  chargesTotal?: number | null;

  @Property({ ...moneyTotalColumn, nullable: true })
  taxTotal?: number | null;

  @Property({ type: 'boolean', nullable: true })
  pricesIncludeTax?: boolean | null;

  @Property({ type: 'character', length: 3 })
  currency!: string;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  /** Raised by every change, so that a writer who read an older one notices. */
  @Property({ type: 'integer', default: 1 })
  version: number & Opt = 1;

  /** Until when an unpaid order holds its stock. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  expiresAt?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  cancelledAt?: Date | null;

  /** What follows from the items' quantities (derived-status.ts), kept to be looked for. */
  @Enum({ items: () => [...fulfillmentStatuses], type: 'string', length: 32 })
  fulfillmentStatus: FulfillmentStatus & Opt = 'UNFULFILLED';

  /** What follows from the items' quantities and the open returns (derived-status.ts), kept to be looked for. */
  @Enum({ items: () => [...returnStatuses], type: 'string', length: 32 })
  returnStatus: ReturnStatus & Opt = 'NONE';

  /** Minor units of `currency` that a provider holds for the order, has taken, and has given back. */
  @Property({ ...moneyTotalColumn, default: 0 })
  authorized: number & Opt = 0;

  @Property({ ...moneyTotalColumn, default: 0 })
  captured: number & Opt = 0;

  @Property({ ...moneyTotalColumn, default: 0 })
  refunded: number & Opt = 0;

  /** Of the total, what need not be paid: units that were cancelled before they were paid. Minor units. */
  @Property({ ...moneyTotalColumn, default: 0 })
  notDue: number & Opt = 0;

  /** Somebody has begun to pay it: there are payments of it to look at. */
  @Property({ type: 'boolean', default: false })
  paymentBegun: boolean & Opt = false;

  /** A bank works on a payment of it, which takes days for some. */
  @Property({ type: 'boolean', default: false })
  paymentProcessing: boolean & Opt = false;

  @OneToMany(
    () => OrderItem,
    (item) => item.order,
    { orderBy: { position: 'asc' } },
  )
  items = new Collection<OrderItem>(this);
}
