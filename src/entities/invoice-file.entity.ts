import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, Index, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { limits } from '../limits.ts';
import { timestampColumn } from './columns.ts';
import { Invoice } from './invoice.entity.ts';

/** An invoice as PDF: written with the invoice, and filled once by a job. It can be made again at any time. */
@Entity({ tableName: 'invoice_files' })
@Check({
  name: 'invoice_files_size',
  expression: `octet_length(pdf) >= 1 and octet_length(pdf) <= ${limits.invoiceFileBytes}`,
})
@Check({ name: 'invoice_files_made', expression: '(pdf is null) = (made_at is null)' })
@Index({
  name: 'invoice_files_missing',
  expression: `create index "invoice_files_missing" on "invoice_files" ("invoice_id") where pdf is null`,
})
export class InvoiceFile {
  [PrimaryKeyProp]?: 'invoice';

  @OneToOne(() => Invoice, { ref: true, primary: true, owner: true, deleteRule: 'restrict' })
  invoice!: Ref<Invoice>;

  @Property({ type: 'blob', nullable: true })
  pdf?: Uint8Array | null;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  madeAt?: Date | null;
}
