import { Migration } from '@mikro-orm/migrations';

/** A row for each cart: what is held while the cart changes, and what says that it is abandoned. */
export class Migration20261127080300_carts extends Migration {
  override name = 'Migration20261127080300_carts';

  override up(): void {
    this.addSql(
      `create table "carts" ("user_id" uuid not null, "created_at" timestamptz(3) not null default now(), "changed_at" timestamptz(3) not null default now(), primary key ("user_id"));`,
    );
    this.addSql('create index "carts_changed_at" on "carts" ("changed_at");');
    this.addSql(
      `alter table "carts" add constraint "carts_user_id_foreign" foreign key ("user_id") references "users" ("id") on update cascade on delete cascade;`,
    );
  }

  override down(): void {
    this.addSql('drop table "carts";');
  }
}
