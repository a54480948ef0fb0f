import { Migration } from '@mikro-orm/migrations';

/** Links that mails bring. Their key locks the users alone. */
export class Migration20261127140426_mailed_links extends Migration {
  override name = 'Migration20261127140426_mailed_links';

  override up(): void {
    this.addSql(
      `create table "mailed_links" ("id" uuid not null, "kind" varchar(32) not null, "email" varchar(254) null, "user_id" uuid null, "order_number" varchar(32) null, "order_id" uuid null, "token_hash" bytea not null, "expires_at" timestamptz(3) not null, "mailed_at" timestamptz(3) null, "used_at" timestamptz(3) null, "created_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "mailed_links_user_id_index" on "mailed_links" ("user_id");`);
    this.addSql(`alter table "mailed_links" add constraint "mailed_links_token" unique ("token_hash");`);
    this.addSql(`create index "mailed_links_expires" on "mailed_links" ("expires_at");`);
    this.addSql(
      `create index "mailed_links_sent" on "mailed_links" ("email", "kind", "mailed_at") where mailed_at is not null;`,
    );
    this.addSql(
      `alter table "mailed_links" add constraint "mailed_links_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }

  override down(): void {
    this.addSql(`drop table if exists "mailed_links";`);
  }
}
