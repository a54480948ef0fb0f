import { Migration } from '@mikro-orm/migrations';

/** Reads the whole ledger, and lets those who write go on. */
export class Migration20261127111006_return_movements_checked extends Migration {
  override name = 'Migration20261127111006_return_movements_checked';

  override up(): void {
    this.addSql(`alter table "stock_movements" validate constraint "stock_movements_reason_check";`);
  }

  /** The constraints go with the migration that made them. */
  override down(): void {}
}
