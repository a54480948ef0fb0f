import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { moneyTotalColumn, timestampColumn, uuidColumn } from './columns.ts';
import { Payment } from './payment.entity.ts';

export const factKinds = [
  'ACTION_REQUIRED',
  'PROCESSING',
  'AUTHORIZED',
  'CAPTURED',
  'VOIDED',
  'FAILED',
  'EXPIRED',
  'REFUNDED',
  'REFUND_FAILED',
  'CHARGEBACK',
  'CHARGEBACK_WON',
] as const;
export type FactKind = (typeof factKinds)[number];

/**
 * Something that a provider says has happened to a payment: once, however often it is said. Append-only, which a trigger
 * holds; what a payment and its order have been paid follows from these rows.
 */
@Entity({ tableName: 'payment_entries' })
@Check({ name: 'payment_entries_amount_range', expression: `amount >= 0 and amount <= ${limits.total}` })
@Check({ name: 'payment_entries_currency_iso', expression: `currency ~ '^[A-Z]{3}$'` })
@Index({
  name: 'payment_entries_fact',
  expression: `create unique index "payment_entries_fact" on "payment_entries" ("provider", "kind", "fact_ref")`,
})
@Index({ name: 'payment_entries_payment', properties: ['payment', 'id'] })
export class PaymentEntry {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => Payment, { ref: true, deleteRule: 'restrict', index: false })
  payment!: Ref<Payment>;

  @Property({ type: 'string', length: 32 })
  provider!: string;

  @Enum({ items: () => [...factKinds], type: 'string', length: 16 })
  kind!: FactKind;

  /** What the provider calls it: a charge, a capture, a refund. */
  @Property({ type: 'string', length: 255 })
  factRef!: string;

  /** Minor units of `currency`, as the provider says, also where it is not what was asked for. */
  @Property({ ...moneyTotalColumn })
  amount!: number;

  @Property({ type: 'character', length: 3 })
  currency!: string;

  /** When it happened, as the provider says. */
  @Property({ type: 'datetime', ...timestampColumn })
  at!: Date;

  /** When it was learned. */
  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  recordedAt!: Date & Opt;
}
