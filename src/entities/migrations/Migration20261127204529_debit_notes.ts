import { Migration } from '@mikro-orm/migrations';

/** Credit notes of refunds, and debit notes, which take back one whose refund did not arrive. */
export class Migration20261127204529_debit_notes extends Migration {
  override name = 'Migration20261127204529_debit_notes';

  override up(): void {
    this.addSql(`alter table "invoices" drop constraint "invoices_corrects";`);
    this.addSql(`alter table "invoices" drop constraint "invoices_kind_check";`);
    this.addSql(`alter table "invoices" add "entry_id" uuid null;`);
    this.addSql(
      `alter table "invoices" add constraint "invoices_entry_id_foreign" foreign key ("entry_id") references "payment_entries" ("id") on delete restrict not valid;`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_corrects" check ((kind = 'INVOICE') = (corrects_id is null)) not valid;`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_kind_check" check ("kind" in ('INVOICE', 'CREDIT_NOTE', 'DEBIT_NOTE')) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "invoices" drop constraint "invoices_entry_id_foreign";`);
    this.addSql(`alter table "invoices" drop constraint "invoices_corrects";`);
    this.addSql(`alter table "invoices" drop constraint "invoices_kind_check";`);
    this.addSql(`alter table "invoices" drop column "entry_id";`);
    this.addSql(
      `alter table "invoices" add constraint "invoices_corrects" check ((kind = 'CREDIT_NOTE') = (corrects_id is not null)) not valid;`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_kind_check" check ("kind" in ('INVOICE', 'CREDIT_NOTE')) not valid;`,
    );
  }
}
