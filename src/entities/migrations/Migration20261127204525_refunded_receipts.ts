import { Migration } from '@mikro-orm/migrations';

/** The same of units that came back. */
export class Migration20261127204525_refunded_receipts extends Migration {
  override name = 'Migration20261127204525_refunded_receipts';

  override up(): void {
    this.addSql(`alter table "order_return_receipts" add "refunded_before" bigint not null default '0';`);
    this.addSql(
      `alter table "order_return_receipts" add constraint "order_return_receipts_refunded_range" check (refunded_before >= 0 and refunded_before <= amount) not valid;`,
    );
  }

  override down(): void {
    this.addSql(
      `alter table "order_return_receipts" drop constraint "order_return_receipts_refunded_range";`,
    );
    this.addSql(`alter table "order_return_receipts" drop column "refunded_before";`);
  }
}
