import { Migration } from '@mikro-orm/migrations';

/** What had been refunded by item for units that were cancelled then. */
export class Migration20261127204523_refunded_cancellations extends Migration {
  override name = 'Migration20261127204523_refunded_cancellations';

  override up(): void {
    this.addSql(`alter table "order_cancellations" add "refunded_before" bigint not null default '0';`);
    this.addSql(
      `alter table "order_cancellations" add constraint "order_cancellations_refunded_range" check (refunded_before >= 0 and refunded_before <= amount) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "order_cancellations" drop constraint "order_cancellations_refunded_range";`);
    this.addSql(`alter table "order_cancellations" drop column "refunded_before";`);
  }
}
