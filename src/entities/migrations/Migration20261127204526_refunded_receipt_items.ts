import { Migration } from '@mikro-orm/migrations';

/** And how many of them. */
export class Migration20261127204526_refunded_receipt_items extends Migration {
  override name = 'Migration20261127204526_refunded_receipt_items';

  override up(): void {
    this.addSql(`alter table "order_return_receipt_items" add "refunded" int not null default 0;`);
    this.addSql(
      `alter table "order_return_receipt_items" add constraint "order_return_receipt_items_refunded_range" check (refunded >= 0 and refunded <= restocked + discarded) not valid;`,
    );
  }

  override down(): void {
    this.addSql(
      `alter table "order_return_receipt_items" drop constraint "order_return_receipt_items_refunded_range";`,
    );
    this.addSql(`alter table "order_return_receipt_items" drop column "refunded";`);
  }
}
