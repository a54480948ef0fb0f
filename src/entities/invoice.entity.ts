import type { Opt, Ref } from '@mikro-orm/core';
import {
  Check,
  Entity,
  Enum,
  Index,
  ManyToOne,
  PrimaryKey,
  Property,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { moneyTotalColumn, timestampColumn, uuidColumn } from './columns.ts';
import { Order } from './order.entity.ts';
import { PaymentEntry } from './payment-entry.entity.ts';

/** What was sold, what of it is taken back again, and a credit note that was wrong: each has numbers of its own. */
export const invoiceKinds = ['INVOICE', 'CREDIT_NOTE', 'DEBIT_NOTE'] as const;
export type InvoiceKind = (typeof invoiceKinds)[number];

/**
 * An invoice or a credit note, as it was issued. Append-only, which a trigger holds: what is wrong is corrected by a
 * credit note, and one of those by a debit note. Numbers of a kind have no gaps within a year of UTC, and follow `issued_at`.
 */
@Entity({ tableName: 'invoices' })
@Check({ name: 'invoices_number_range', expression: 'number >= 1 and year >= 2000 and year <= 9999' })
@Check({ name: 'invoices_corrects', expression: `(kind = 'INVOICE') = (corrects_id is null)` })
@Check({
  name: 'invoices_amounts_range',
  expression: `net >= 0 and tax >= 0 and net + tax <= ${limits.total}`,
})
@Unique({ name: 'invoices_number_unique', properties: ['kind', 'year', 'number'] })
@Index({
  name: 'invoices_one_an_order',
  expression: `create unique index "invoices_one_an_order" on "invoices" ("order_id") where kind = 'INVOICE'`,
})
@Index({
  name: 'invoices_one_a_refund',
  expression: `create unique index "invoices_one_a_refund" on "invoices" ("entry_id") where kind = 'CREDIT_NOTE'`,
})
@Index({
  name: 'invoices_taken_back_once',
  expression: `create unique index "invoices_taken_back_once" on "invoices" ("corrects_id") where kind = 'DEBIT_NOTE'`,
})
@Index({ name: 'invoices_order', properties: ['order', 'id'] })
export class Invoice {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => Order, { ref: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  @Enum({ items: () => [...invoiceKinds], type: 'string', length: 16 })
  kind!: InvoiceKind;

  @Property({ type: 'integer' })
  year!: number;

  @Property({ type: 'integer' })
  number!: number;

  @Property({ type: 'datetime', ...timestampColumn })
  issuedAt!: Date;

  /** The invoice that a credit note takes something off; the credit note that a debit note takes back. */
  @ManyToOne(() => Invoice, { ref: true, deleteRule: 'restrict', index: false, nullable: true })
  corrects?: Ref<Invoice> | null;

  /** The entry that tells of the refund for which a credit note is issued by itself. */
  @ManyToOne(() => PaymentEntry, { ref: true, deleteRule: 'restrict', index: false, nullable: true })
  entry?: Ref<PaymentEntry> | null;

  /** Minor units of `currency`; positive on a credit note, too. */
  @Property({ ...moneyTotalColumn })
  net!: number;

  @Property({ ...moneyTotalColumn })
  tax!: number;

  @Property({ type: 'character', length: 3 })
  currency!: string;

  /** Seller, buyer, lines and taxes as they were then (`InvoiceDocument` of src/invoices). It names the buyer. */
  @Property({ type: 'json' })
  document!: Record<string, unknown>;
}
