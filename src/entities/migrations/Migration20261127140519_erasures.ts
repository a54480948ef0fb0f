import { Migration } from '@mikro-orm/migrations';

/** A table of its own, of which the release before knows nothing. */
export class Migration20261127140519_erasures extends Migration {
  override name = 'Migration20261127140519_erasures';

  override up(): void {
    this.addSql(
      `create table "erasures" ("id" uuid not null, "user_id" uuid not null, "requested_at" timestamptz(3) not null default now(), "erased_through" uuid null, "completed_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "erasures_running" on "erasures" ("requested_at") where completed_at is null;`);
    this.addSql(`alter table "erasures" add constraint "erasures_user_unique" unique ("user_id");`);
    this.addSql(
      `alter table "erasures" add constraint "erasures_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }

  override down(): void {
    this.addSql(`drop table if exists "erasures" cascade;`);
  }
}
