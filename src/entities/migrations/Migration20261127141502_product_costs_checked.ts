import { Migration } from '@mikro-orm/migrations';

export class Migration20261127141502_product_costs_checked extends Migration {
  override name = 'Migration20261127141502_product_costs_checked';

  override up(): void {
    this.addSql(`alter table "products" validate constraint "products_weight_range";`);
  }

  override down(): void {
    // The migration before takes it away with its column.
  }
}
