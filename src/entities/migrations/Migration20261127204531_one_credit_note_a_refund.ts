import { Migration } from '@mikro-orm/migrations';

/** A refund has one credit note. */
export class Migration20261127204531_one_credit_note_a_refund extends Migration {
  override name = 'Migration20261127204531_one_credit_note_a_refund';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`drop index concurrently if exists "invoices_one_a_refund"`);
    this.addSql(
      `create unique index concurrently "invoices_one_a_refund" on "invoices" ("entry_id") where kind = 'CREDIT_NOTE'`,
    );
  }

  override down(): void {
    this.addSql(`drop index concurrently if exists "invoices_one_a_refund"`);
  }
}
