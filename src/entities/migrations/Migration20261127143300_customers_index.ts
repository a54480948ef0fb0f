import { Migration } from '@mikro-orm/migrations';

/** Made while people register, so outside of a transaction. What an earlier try left behind half made goes first. */
export class Migration20261127143300_customers_index extends Migration {
  override name = 'Migration20261127143300_customers_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql('drop index concurrently if exists "users_customers"');
    this.addSql(`create index concurrently "users_customers" on "users" ("id") where role = 'CUSTOMER'`);
  }

  override down(): void {
    this.addSql('drop index concurrently if exists "users_customers"');
  }
}
