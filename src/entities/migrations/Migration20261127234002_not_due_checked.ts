import { Migration } from '@mikro-orm/migrations';

/** No more than all of an order need not be paid. */
export class Migration20261127234002_not_due_checked extends Migration {
  override name = 'Migration20261127234002_not_due_checked';

  override up(): void {
    this.addSql(`alter table "orders" validate constraint "orders_undue_range";`);
  }

  /** The constraint goes with the migration that made it. */
  override down(): void {}
}
