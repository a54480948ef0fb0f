import { Migration } from '@mikro-orm/migrations';

/** Made while the shop sells, so outside of a transaction. What an earlier try left behind half made goes first. */
export class Migration20261127174143_prices_due_index extends Migration {
  override name = 'Migration20261127174143_prices_due_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql('drop index concurrently if exists "products_price_due"');
    this.addSql(
      `create index concurrently "products_price_due" on "products" ("price_due_at") where price_due_at is not null`,
    );
  }

  override down(): void {
    this.addSql('drop index concurrently if exists "products_price_due"');
  }
}
