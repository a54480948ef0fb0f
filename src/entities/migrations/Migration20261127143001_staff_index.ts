import { Migration } from '@mikro-orm/migrations';

/** Made while people register, so outside of a transaction. What an earlier try left behind half made goes first. */
export class Migration20261127143001_staff_index extends Migration {
  override name = 'Migration20261127143001_staff_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql('drop index concurrently if exists "users_staff"');
    this.addSql(`create index concurrently "users_staff" on "users" ("id") where role in ('ADMIN', 'STAFF')`);
  }

  override down(): void {
    this.addSql('drop index concurrently if exists "users_staff"');
  }
}
