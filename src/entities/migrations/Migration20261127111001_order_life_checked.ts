import { Migration } from '@mikro-orm/migrations';

/** Reads all orders, and lets those who write go on. */
export class Migration20261127111001_order_life_checked extends Migration {
  override name = 'Migration20261127111001_order_life_checked';

  override up(): void {
    this.addSql(`alter table "orders" validate constraint "orders_amounts_range";`);
    this.addSql(`alter table "orders" validate constraint "orders_expiry_pending";`);
    this.addSql(`alter table "orders" validate constraint "orders_fulfillment_status_check";`);
    this.addSql(`alter table "orders" validate constraint "orders_return_status_check";`);
    this.addSql(`alter table "orders" validate constraint "orders_status_check";`);
  }

  /** The constraints go with the migration that made them. */
  override down(): void {}
}
