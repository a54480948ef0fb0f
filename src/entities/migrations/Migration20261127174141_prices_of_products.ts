import { Migration } from '@mikro-orm/migrations';

/** The usual price where others are scheduled, when the stored one is due, and what it is compared with: null for most. */
export class Migration20261127174141_prices_of_products extends Migration {
  override name = 'Migration20261127174141_prices_of_products';

  override up(): void {
    this.addSql(
      `alter table "products" add "usual_price" int null, add "price_due_at" timestamptz(3) null, add "compare_at_price" int null;`,
    );
    this.addSql(
      `alter table "products" add constraint "products_compare_at_price_range" check (compare_at_price >= 0 and compare_at_price <= 100000000) not valid;`,
    );
  }

  override down(): void {
    this.addSql(
      `alter table "products" drop column "usual_price", drop column "price_due_at", drop column "compare_at_price";`,
    );
  }
}
