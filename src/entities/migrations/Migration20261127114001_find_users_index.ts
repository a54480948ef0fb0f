import { Migration } from '@mikro-orm/migrations';

/** Made while people register, so outside of a transaction. What an earlier try left behind half made goes first. */
export class Migration20261127114001_find_users_index extends Migration {
  override name = 'Migration20261127114001_find_users_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql('drop index concurrently if exists "users_find"');
    this.addSql(
      `create index concurrently "users_find" on "users" using gin ((lower(name) || ' ' || email) gin_trgm_ops)`,
    );
  }

  override down(): void {
    this.addSql('drop index concurrently if exists "users_find"');
  }
}
