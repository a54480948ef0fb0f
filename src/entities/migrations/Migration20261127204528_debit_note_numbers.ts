import { Migration } from '@mikro-orm/migrations';

/** Debit notes have numbers of their own. The table has a row a kind. */
export class Migration20261127204528_debit_note_numbers extends Migration {
  override name = 'Migration20261127204528_debit_note_numbers';

  override up(): void {
    this.addSql(`alter table "invoice_counters" drop constraint "invoice_counters_kind_check";`);
    this.addSql(
      `alter table "invoice_counters" add constraint "invoice_counters_kind_check" check ("kind" in ('INVOICE', 'CREDIT_NOTE', 'DEBIT_NOTE'));`,
    );
  }

  override down(): void {
    this.addSql(`alter table "invoice_counters" drop constraint "invoice_counters_kind_check";`);
    this.addSql(
      `alter table "invoice_counters" add constraint "invoice_counters_kind_check" check ("kind" in ('INVOICE', 'CREDIT_NOTE')) not valid;`,
    );
  }
}
