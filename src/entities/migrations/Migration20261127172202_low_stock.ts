import { Migration } from '@mikro-orm/migrations';

/** From how many units on a product is low; null: nobody is told. */
export class Migration20261127172202_low_stock extends Migration {
  override name = 'Migration20261127172202_low_stock';

  override up(): void {
    this.addSql(`alter table "products" add "low_stock_threshold" int null;`);
    this.addSql(
      `alter table "products" add constraint "products_low_stock_range" check (low_stock_threshold >= 1 and low_stock_threshold <= 1000000000) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "products" drop column "low_stock_threshold";`);
  }
}
