import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn } from './columns.ts';
import { type InvoiceKind, invoiceKinds } from './invoice.entity.ts';

/**
 * The last number of a kind. Held by the transaction that takes the next one, to its end: one that is undone gives the
 * number back, so that there is no gap.
 */
@Entity({ tableName: 'invoice_counters' })
export class InvoiceCounter {
  @Enum({ items: () => [...invoiceKinds], type: 'string', length: 16, primary: true })
  kind!: InvoiceKind;

  @Property({ type: 'integer' })
  year!: number;

  @Property({ type: 'integer' })
  last!: number;

  /** Of the last number: the clock of a server that is set back does not lead back into another year. */
  @Property({ type: 'datetime', ...timestampColumn })
  issuedAt!: Date;
}
