import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { type ActorRole, actorRoles } from './actor.ts';
import { moneyTotalColumn, timestampColumn, uuidColumn } from './columns.ts';
import { Order } from './order.entity.ts';
import { Payment } from './payment.entity.ts';

export const operationKinds = ['CREATE', 'CAPTURE', 'VOID', 'REFUND'] as const;
export type OperationKind = (typeof operationKinds)[number];

/** SENT: it was sent once at least, and what became of it is not known for certain. */
export const operationStates = ['REQUESTED', 'SENT', 'SUCCEEDED', 'FAILED'] as const;
export type OperationState = (typeof operationStates)[number];

/**
 * Something that a provider is to do, written before it is told, in the transaction that decides it. Sent again under its
 * own key until the outcome is known. Whoever writes one holds the row of its order.
 */
@Entity({ tableName: 'payment_operations' })
@Check({ name: 'payment_operations_amount_range', expression: `amount >= 0 and amount <= ${limits.total}` })
@Check({
  name: 'payment_operations_finished',
  expression: `(finished_at is not null) = (state in ('SUCCEEDED', 'FAILED'))`,
})
@Index({ name: 'payment_operations_order', properties: ['order', 'id'] })
@Index({ name: 'payment_operations_payment', properties: ['payment', 'id'] })
@Index({
  name: 'payment_operations_due',
  expression: `create index "payment_operations_due" on "payment_operations" ("next_look_at") where finished_at is null`,
})
@Index({
  name: 'payment_operations_failed',
  expression: `create index "payment_operations_failed" on "payment_operations" ("finished_at") where state = 'FAILED'`,
})
@Index({
  name: 'payment_operations_to_send',
  expression: `create index "payment_operations_to_send" on "payment_operations" ("finished_at") where to_send`,
})
@Index({
  name: 'payment_operations_key',
  expression: `create unique index "payment_operations_key" on "payment_operations" ("key")`,
})
export class PaymentOperation {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => Order, { ref: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  @ManyToOne(() => Payment, { ref: true, deleteRule: 'restrict', index: false })
  payment!: Ref<Payment>;

  @Enum({ items: () => [...operationKinds], type: 'string', length: 16 })
  kind!: OperationKind;

  /** Minor units of the payment's currency; 0 for what has no amount. */
  @Property({ ...moneyTotalColumn })
  amount!: number;

  @Enum({ items: () => [...operationStates], type: 'string', length: 16 })
  state: OperationState & Opt = 'REQUESTED';

  /** The provider's idempotency key: a new one for each retry that a person asks for. */
  @Property({ type: 'uuid', ...uuidColumn })
  key: string & Opt = newId();

  /** Why, of a refund: `cancellation`, `return`, `surplus`, or in words. */
  @Property({ type: 'string', length: 200, nullable: true })
  reason?: string | null;

  /** Units that a refund is for, where it is for some. */
  @Property({ type: 'json', nullable: true })
  lines?: { productId: string; quantity: number }[] | null;

  /** What the provider calls it: a refund's id. */
  @Property({ type: 'string', length: 255, nullable: true })
  ref?: string | null;

  /** Why it failed: the provider's code. */
  @Property({ type: 'string', length: 100, nullable: true })
  failure?: string | null;

  @Enum({ items: () => [...actorRoles], type: 'string', length: 16 })
  actorRole!: ActorRole;

  @Property({ type: 'uuid', ...uuidColumn, nullable: true })
  actorId?: string | null;

  @Property({ type: 'integer', default: 0 })
  attempts: number & Opt = 0;

  /** From then on the provider may have done it; its key lives from here. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  firstSentAt?: Date | null;

  /** When it is looked at again, should its job be lost. */
  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  nextLookAt!: Date & Opt;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  createdAt!: Date & Opt;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  finishedAt?: Date | null;

  /** A refund that is on record and that somebody has to send by hand still: the shop asked for it by itself. */
  @Property({ type: 'boolean', default: false })
  toSend: boolean & Opt = false;
}
