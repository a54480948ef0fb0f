import { Migration } from '@mikro-orm/migrations';

/** How many of the units were those. */
export class Migration20261127204524_refunded_cancellation_items extends Migration {
  override name = 'Migration20261127204524_refunded_cancellation_items';

  override up(): void {
    this.addSql(`alter table "order_cancellation_items" add "refunded" int not null default 0;`);
    this.addSql(
      `alter table "order_cancellation_items" add constraint "order_cancellation_items_refunded_range" check (refunded >= 0 and refunded <= quantity) not valid;`,
    );
  }

  override down(): void {
    this.addSql(
      `alter table "order_cancellation_items" drop constraint "order_cancellation_items_refunded_range";`,
    );
    this.addSql(`alter table "order_cancellation_items" drop column "refunded";`);
  }
}
