import { Migration } from '@mikro-orm/migrations';

/** What a product is taxed as, and what it weighs. Null where nobody says: a row that says nothing is no longer. */
export class Migration20261127141501_product_costs extends Migration {
  override name = 'Migration20261127141501_product_costs';

  override up(): void {
    this.addSql(`alter table "products" add "tax_class" varchar(32) null, add "weight" int null;`);
    this.addSql(
      `alter table "products" add constraint "products_weight_range" check (weight >= 1 and weight <= 10000000) not valid;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "products" drop column "tax_class", drop column "weight";`);
  }
}
