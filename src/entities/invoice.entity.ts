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

/** What was sold, and what of it is taken back again: each has numbers of its own. */
export const invoiceKinds = ['INVOICE', 'CREDIT_NOTE'] as const;
export type InvoiceKind = (typeof invoiceKinds)[number];

/**
 * An invoice or a credit note, as it was issued. Append-only, which a trigger holds: what is wrong is corrected by a
 * credit note. Numbers of a kind have no gaps within a year of UTC, and follow `issued_at`.
 */
@Entity({ tableName: 'invoices' })
@Check({ name: 'invoices_number_range', expression: 'number >= 1 and year >= 2000 and year <= 9999' })
@Check({ name: 'invoices_corrects', expression: `(kind = 'CREDIT_NOTE') = (corrects_id is not null)` })
@Check({
  name: 'invoices_amounts_range',
  expression: `net >= 0 and tax >= 0 and net + tax <= ${limits.total}`,
})
@Unique({ name: 'invoices_number_unique', properties: ['kind', 'year', 'number'] })
@Index({
  name: 'invoices_one_an_order',
  expression: `create unique index "invoices_one_an_order" on "invoices" ("order_id") where kind = 'INVOICE'`,
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

  /** The invoice that a credit note takes something off. */
  @ManyToOne(() => Invoice, { ref: true, deleteRule: 'restrict', index: false, nullable: true })
  corrects?: Ref<Invoice> | null;

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
