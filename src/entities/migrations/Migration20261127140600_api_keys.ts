import { Migration } from '@mikro-orm/migrations';

/** What machines call the API with. Its key locks the accounts against changes for a moment. */
export class Migration20261127140600_api_keys extends Migration {
  override name = 'Migration20261127140600_api_keys';

  override up(): void {
    this.addSql(
      `create table "api_keys" ("id" uuid not null, "name" varchar(100) not null, "scopes" text[] not null, "prefix" varchar(16) not null, "key_hash" bytea not null, "created_by" uuid not null, "created_at" timestamptz(3) not null default now(), "expires_at" timestamptz(3) null, "last_used_at" timestamptz(3) null, "deleted_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`alter table "api_keys" add constraint "api_keys_hash_unique" unique ("key_hash");`);
    this.addSql(`create index "api_keys_creator" on "api_keys" ("created_by");`);
    this.addSql(`create index "api_keys_good" on "api_keys" ("id") where deleted_at is null;`);
    this.addSql(
      `alter table "api_keys" add constraint "api_keys_created_by_foreign" foreign key ("created_by") references "users" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "api_keys" add constraint "api_keys_scopes_some" check (cardinality(scopes) > 0);`,
    );
  }

  override down(): void {
    this.addSql(`drop table "api_keys";`);
  }
}
