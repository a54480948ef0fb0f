import { Migration } from '@mikro-orm/migrations';

/** Made while people register, so outside of a transaction. What an earlier try left behind half made goes first. */
export class Migration20261127135702_guests_index extends Migration {
  override name = 'Migration20261127135702_guests_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql('drop index concurrently if exists "users_guests"');
    this.addSql(`create index concurrently "users_guests" on "users" ("created_at") where role = 'GUEST'`);
  }

  override down(): void {
    this.addSql('drop index concurrently if exists "users_guests"');
  }
}
