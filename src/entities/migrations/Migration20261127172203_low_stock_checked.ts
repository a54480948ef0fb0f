import { Migration } from '@mikro-orm/migrations';

/** The rows of before, too. */
export class Migration20261127172203_low_stock_checked extends Migration {
  override name = 'Migration20261127172203_low_stock_checked';

  override up(): void {
    this.addSql(`alter table "products" validate constraint "products_low_stock_range";`);
  }

  override down(): void {
    // The migration before takes it away with its column.
  }
}
