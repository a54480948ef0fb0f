import { Migration } from '@mikro-orm/migrations';

/** What is taken off orders without a code. */
export class Migration20261127171145_discounts extends Migration {
  override name = 'Migration20261127171145_discounts';

  override up(): void {
    this.addSql(
      `create table "discounts" ("id" uuid not null, "name" varchar(100) not null, "kind" text not null, "value" bigint not null, "currency" char(3) null, "scope" text not null default 'order', "category" varchar(100) null, "product_ids" uuid[] not null default '{}', "min_total" bigint null, "min_quantity" int null, "buy_quantity" int null, "get_quantity" int null, "starts_at" timestamptz(3) null, "ends_at" timestamptz(3) null, "priority" int not null default 0, "combinable" boolean not null default true, "enabled" boolean not null default true, "version" int not null default 1, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );

    this.addSql(
      `create index "discounts_enabled" on "discounts" ((coalesce(ends_at, 'infinity'))) where enabled;`,
    );
    this.addSql(`alter table "discounts" add constraint "discounts_span" check (starts_at < ends_at);`);
    this.addSql(
      `alter table "discounts" add constraint "discounts_min_total_range" check (min_total >= 0 and min_total <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "discounts" add constraint "discounts_currency_given" check (currency is not null or (kind <> 'amount' and min_total is null));`,
    );
    this.addSql(
      `alter table "discounts" add constraint "discounts_currency_iso" check (currency ~ '^[A-Z]{3}$');`,
    );
    this.addSql(
      `alter table "discounts" add constraint "discounts_products_count" check (cardinality(product_ids) <= 1000);`,
    );
    this.addSql(
      `alter table "discounts" add constraint "discounts_scope_given" check ((category is not null) = (scope = 'category') and (cardinality(product_ids) > 0) = (scope = 'products'));`,
    );
    this.addSql(
      `alter table "discounts" add constraint "discounts_units_range" check (buy_quantity >= 1 and buy_quantity <= 1000000 and get_quantity >= 1 and get_quantity <= 1000000 and min_quantity >= 1);`,
    );
    this.addSql(
      `alter table "discounts" add constraint "discounts_units" check (case kind when 'buyXGetY' then buy_quantity is not null and get_quantity is not null else buy_quantity is null and get_quantity is null end);`,
    );
    this.addSql(
      `alter table "discounts" add constraint "discounts_value_range" check (value between 1 and case kind when 'amount' then 9007199254740991 else 1000000 end);`,
    );
    this.addSql(
      `alter table "discounts" add constraint "discounts_kind_check" check ("kind" in ('percent', 'amount', 'buyXGetY'));`,
    );
    this.addSql(
      `alter table "discounts" add constraint "discounts_scope_check" check ("scope" in ('order', 'category', 'products'));`,
    );
  }

  override down(): void {
    this.addSql(`drop table "discounts";`);
  }
}
