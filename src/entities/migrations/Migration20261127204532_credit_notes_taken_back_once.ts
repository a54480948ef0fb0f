import { Migration } from '@mikro-orm/migrations';

/** A credit note is taken back once. */
export class Migration20261127204532_credit_notes_taken_back_once extends Migration {
  override name = 'Migration20261127204532_credit_notes_taken_back_once';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`drop index concurrently if exists "invoices_taken_back_once"`);
    this.addSql(
      `create unique index concurrently "invoices_taken_back_once" on "invoices" ("corrects_id") where kind = 'DEBIT_NOTE'`,
    );
  }

  override down(): void {
    this.addSql(`drop index concurrently if exists "invoices_taken_back_once"`);
  }
}
