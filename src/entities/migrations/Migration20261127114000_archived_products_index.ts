import { Migration } from '@mikro-orm/migrations';

/** Made while orders go on, so outside of a transaction. What an earlier try left behind half made goes first. */
export class Migration20261127114000_archived_products_index extends Migration {
  override name = 'Migration20261127114000_archived_products_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql('drop index concurrently if exists "products_archived_newest"');
    this.addSql(
      'create index concurrently "products_archived_newest" on "products" ("id" desc) where archived_at is not null',
    );
  }

  override down(): void {
    this.addSql('drop index concurrently if exists "products_archived_newest"');
  }
}
