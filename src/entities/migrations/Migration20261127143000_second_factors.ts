import { Migration } from '@mikro-orm/migrations';

/** What operators make codes with, and their recovery codes. Its key locks the accounts against changes for a moment. */
export class Migration20261127143000_second_factors extends Migration {
  override name = 'Migration20261127143000_second_factors';

  override up(): void {
    this.addSql(
      `create table "second_factors" ("user_id" uuid not null, "sealed_secret" bytea not null, "last_step" int not null default 0, "confirmed_at" timestamptz(3) null, "created_at" timestamptz(3) not null default now(), primary key ("user_id"));`,
    );
    this.addSql(
      `create table "recovery_codes" ("user_id" uuid not null, "code_hash" bytea not null, primary key ("user_id", "code_hash"));`,
    );
    this.addSql(
      `alter table "second_factors" add constraint "second_factors_user_id_foreign" foreign key ("user_id") references "users" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "recovery_codes" add constraint "recovery_codes_user_id_foreign" foreign key ("user_id") references "second_factors" ("user_id") on delete cascade;`,
    );
  }

  override down(): void {
    this.addSql(`drop table "recovery_codes", "second_factors";`);
  }
}
