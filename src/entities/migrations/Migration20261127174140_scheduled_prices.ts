import { Migration } from '@mikro-orm/migrations';

/** What products cost from an instant to an instant. */
export class Migration20261127174140_scheduled_prices extends Migration {
  override name = 'Migration20261127174140_scheduled_prices';

  override up(): void {
    this.addSql(
      `create table "scheduled_prices" ("id" uuid not null, "product_id" uuid not null, "price" int not null, "starts_at" timestamptz(3) not null, "ends_at" timestamptz(3) null, "version" int not null default 1, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "scheduled_prices_product" on "scheduled_prices" ("product_id", "starts_at");`);
    this.addSql(
      `alter table "scheduled_prices" add constraint "scheduled_prices_span" check (starts_at < ends_at);`,
    );
    this.addSql(
      `alter table "scheduled_prices" add constraint "scheduled_prices_price_range" check (price >= 0 and price <= 100000000);`,
    );
    this.addSql(
      `alter table "scheduled_prices" add constraint "scheduled_prices_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete cascade;`,
    );
  }

  override down(): void {
    this.addSql(`drop table "scheduled_prices";`);
  }
}
