import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { moneyTotalColumn, timestampColumn, uuidColumn } from './columns.ts';
import { Order } from './order.entity.ts';

/**
 * PENDING waits for the buyer, PROCESSING for their bank (for days), AUTHORIZED for a capture. FAILED: this try failed, and
 * the provider may take another one for the same payment.
 */
export const paymentRecordStatuses = [
  'PENDING',
  'PROCESSING',
  'AUTHORIZED',
  'CAPTURED',
  'FAILED',
  'VOIDED',
  'EXPIRED',
] as const;
export type PaymentRecordStatus = (typeof paymentRecordStatuses)[number];

/** `manual` captures when somebody says so. */
export const captureModes = ['automatic', 'manual'] as const;
export type CaptureMode = (typeof captureModes)[number];

/**
 * One attempt to pay an order with a provider. Status and sums follow from its entries and are kept to be looked for.
 * Whoever writes one holds the row of its order.
 */
@Entity({ tableName: 'payments' })
@Check({
  name: 'payments_amounts_range',
  expression:
    `amount > 0 and amount <= ${limits.total} and authorized >= 0 and captured >= 0 and refunded >= 0 and ` +
    `authorized <= ${limits.total} and captured <= ${limits.total} and refunded <= ${limits.total}`,
})
@Check({ name: 'payments_currency_iso', expression: `currency ~ '^[A-Z]{3}$'` })
@Index({ name: 'payments_order', properties: ['order', 'id'] })
@Index({
  name: 'payments_one_open',
  expression: `create unique index "payments_one_open" on "payments" ("order_id") where open`,
})
@Index({
  name: 'payments_ref',
  expression: `create unique index "payments_ref" on "payments" ("provider", "ref") where ref is not null`,
})
@Index({
  name: 'payments_due',
  expression: `create index "payments_due" on "payments" ("next_look_at") where next_look_at is not null`,
})
@Index({
  name: 'payments_ending',
  expression: `create index "payments_ending" on "payments" ("capture_before") where open and capture_before is not null`,
})
export class Payment {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => Order, { ref: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  @Property({ type: 'string', length: 32 })
  provider!: string;

  /** What the buyer chose of what the provider offers. */
  @Property({ type: 'string', length: 64, nullable: true })
  method?: string | null;

  /** What the provider calls it; null until it has answered. */
  @Property({ type: 'string', length: 255, nullable: true })
  ref?: string | null;

  @Enum({ items: () => [...paymentRecordStatuses], type: 'string', length: 16 })
  status: PaymentRecordStatus & Opt = 'PENDING';

  /** The one attempt of its order that may bring money; false for good once the provider has the last word. */
  @Property({ type: 'boolean', default: true })
  open: boolean & Opt = true;

  /** Minor units of `currency` that are to be paid. */
  @Property({ ...moneyTotalColumn })
  amount!: number;

  @Property({ type: 'character', length: 3 })
  currency!: string;

  @Enum({ items: () => [...captureModes], type: 'string', length: 16 })
  capture!: CaptureMode;

  /** What the provider holds at this moment, has taken, and has given back (or had taken back by a bank). */
  @Property({ ...moneyTotalColumn, default: 0 })
  authorized: number & Opt = 0;

  @Property({ ...moneyTotalColumn, default: 0 })
  captured: number & Opt = 0;

  @Property({ ...moneyTotalColumn, default: 0 })
  refunded: number & Opt = 0;

  /** When the provider lets go of what it holds, where it says so. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  captureBefore?: Date | null;

  /** What the buyer does next, as the provider said; it may hold a secret of theirs. */
  @Property({ type: 'json', nullable: true })
  nextAction?: Record<string, unknown> | null;

  /** Where the buyer comes back to. */
  @Property({ type: 'string', length: 2_000, nullable: true })
  returnUrl?: string | null;

  /** When the provider is asked how it stands, unless it tells before; null once nothing more is expected. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  nextLookAt?: Date | null;

  /** Times that it was asked. */
  @Property({ type: 'integer', default: 0 })
  looks: number & Opt = 0;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  createdAt!: Date & Opt;
}
