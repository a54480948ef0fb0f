import { Migration } from '@mikro-orm/migrations';

/** Reads all lines, and lets those who write go on. */
export class Migration20261127111004_item_quantities_checked extends Migration {
  override name = 'Migration20261127111004_item_quantities_checked';

  override up(): void {
    this.addSql(`alter table "order_items" validate constraint "order_items_restocked_range";`);
    this.addSql(`alter table "order_items" validate constraint "order_items_returned_range";`);
    this.addSql(`alter table "order_items" validate constraint "order_items_open_range";`);
  }

  /** The constraints go with the migration that made them. */
  override down(): void {}
}
