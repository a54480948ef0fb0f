import { Migration } from '@mikro-orm/migrations';

/** The rows of before, too. */
export class Migration20261127204530_debit_notes_checked extends Migration {
  override name = 'Migration20261127204530_debit_notes_checked';

  override up(): void {
    this.addSql(`alter table "invoices" validate constraint "invoices_entry_id_foreign";`);
    this.addSql(`alter table "invoices" validate constraint "invoices_corrects";`);
    this.addSql(`alter table "invoices" validate constraint "invoices_kind_check";`);
  }

  override down(): void {
    // The migration before takes them away.
  }
}
