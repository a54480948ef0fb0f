import { Migration } from '@mikro-orm/migrations';

export class Migration20261127174142_prices_of_products_checked extends Migration {
  override name = 'Migration20261127174142_prices_of_products_checked';

  override up(): void {
    this.addSql(`alter table "products" validate constraint "products_compare_at_price_range";`);
  }

  override down(): void {
    // The migration before takes it away with its column.
  }
}
