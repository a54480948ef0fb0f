import { Migration } from '@mikro-orm/migrations';

/** Customers' addresses. Its key locks the users alone. */
export class Migration20261127140458_address_book extends Migration {
  override name = 'Migration20261127140458_address_book';

  override up(): void {
    this.addSql(
      `create table "addresses" ("id" uuid not null, "user_id" uuid not null, "name" varchar(200) not null, "company" varchar(200) null, "line1" varchar(200) not null, "line2" varchar(200) null, "city" varchar(100) not null, "region" varchar(100) null, "postal_code" varchar(20) null, "country" char(2) not null, "phone" varchar(40) null, primary key ("id"));`,
    );
    this.addSql(`create index "addresses_user" on "addresses" ("user_id", "id");`);
    this.addSql(
      `alter table "addresses" add constraint "addresses_country_iso" check (country ~ '^[A-Z]{2}$');`,
    );
    this.addSql(
      `alter table "addresses" add constraint "addresses_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }

  override down(): void {
    this.addSql(`drop table "addresses";`);
  }
}
