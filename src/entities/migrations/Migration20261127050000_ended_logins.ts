import { Migration } from '@mikro-orm/migrations';

/**
 * Who ended a login is asked for by the time of its end, and a login is known by the address that it was used at.
 * Columns without a default and a partial index: nothing is rewritten, and the version before goes on beside it.
 */
export class Migration20261127050000_ended_logins extends Migration {
  override name = 'Migration20261127050000_ended_logins';

  override up(): void {
    this.addSql('alter table "refresh_tokens" add "rotated_by" bytea null, add "address_hash" bytea null;');
    this.addSql(
      'create index "refresh_tokens_revoked" on "refresh_tokens" ("revoked_at") where revoked_at is not null;',
    );
  }

  override down(): void {
    this.addSql('drop index "refresh_tokens_revoked";');
    this.addSql('alter table "refresh_tokens" drop column "rotated_by", drop column "address_hash";');
  }
}
