import { Migration } from '@mikro-orm/migrations';

/** What an order costs beside its goods: ways of shipping, tax rates, coupons. */
export class Migration20261127141500_order_costs extends Migration {
  override name = 'Migration20261127141500_order_costs';

  override up(): void {
    this.addSql(
      `create table "shipping_methods" ("id" uuid not null, "name" varchar(100) not null, "countries" text[] not null default '{}', "price" int not null, "currency" char(3) not null, "free_above" bigint null, "min_weight" int null, "max_weight" int null, "tax_class" varchar(32) not null default 'standard', "description" varchar(500) not null default '', "version" int not null default 1, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `alter table "shipping_methods" add constraint "shipping_methods_currency_iso" check (currency ~ '^[A-Z]{3}$');`,
    );
    this.addSql(
      `alter table "shipping_methods" add constraint "shipping_methods_weight_band" check (min_weight <= max_weight);`,
    );
    this.addSql(
      `alter table "shipping_methods" add constraint "shipping_methods_weight_range" check (min_weight >= 0 and max_weight >= 0);`,
    );
    this.addSql(
      `alter table "shipping_methods" add constraint "shipping_methods_free_above_range" check (free_above >= 0 and free_above <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "shipping_methods" add constraint "shipping_methods_price_range" check (price >= 0 and price <= 100000000);`,
    );
    this.addSql(
      `create table "tax_rates" ("id" uuid not null, "country" char(2) not null, "region" varchar(100) null, "tax_class" varchar(32) not null default 'standard', "rate" int not null, "name" varchar(100) not null, "valid_from" timestamptz(3) null, "valid_to" timestamptz(3) null, "version" int not null default 1, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `create unique index "tax_rates_unique" on "tax_rates" ("country", "tax_class", lower("region"), "valid_from") nulls not distinct;`,
    );
    this.addSql(`alter table "tax_rates" add constraint "tax_rates_span" check (valid_from < valid_to);`);
    this.addSql(
      `alter table "tax_rates" add constraint "tax_rates_country_iso" check (country ~ '^[A-Z]{2}$');`,
    );
    this.addSql(
      `alter table "tax_rates" add constraint "tax_rates_rate_range" check (rate >= 0 and rate <= 1000000);`,
    );
    this.addSql(
      `create table "coupons" ("id" uuid not null, "code" varchar(64) not null, "kind" text not null, "value" bigint not null default '0', "currency" char(3) null, "min_total" bigint null, "starts_at" timestamptz(3) null, "ends_at" timestamptz(3) null, "usage_limit" int null, "per_customer_limit" int null, "first_order_only" boolean not null default false, "used" int not null default 0, "version" int not null default 1, "created_at" timestamptz(3) not null default now(), "updated_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`alter table "coupons" add constraint "coupons_code_unique" unique ("code");`);
    this.addSql(
      `alter table "coupons" add constraint "coupons_limits_range" check (usage_limit >= 1 and per_customer_limit >= 1);`,
    );
    this.addSql(
      `alter table "coupons" add constraint "coupons_used_range" check (used >= 0 and used <= usage_limit);`,
    );
    this.addSql(`alter table "coupons" add constraint "coupons_span" check (starts_at < ends_at);`);
    this.addSql(
      `alter table "coupons" add constraint "coupons_min_total_range" check (min_total >= 0 and min_total <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "coupons" add constraint "coupons_currency_given" check (currency is not null or (kind <> 'amount' and min_total is null));`,
    );
    this.addSql(
      `alter table "coupons" add constraint "coupons_currency_iso" check (currency ~ '^[A-Z]{3}$');`,
    );
    this.addSql(
      `alter table "coupons" add constraint "coupons_value_range" check (case kind when 'percent' then value between 1 and 1000000 when 'amount' then value between 1 and 9007199254740991 else value = 0 end);`,
    );
    this.addSql(`alter table "coupons" add constraint "coupons_code_upper_case" check (code = upper(code));`);
    this.addSql(
      `alter table "coupons" add constraint "coupons_kind_check" check ("kind" in ('percent', 'amount', 'freeShipping'));`,
    );
  }

  override down(): void {
    this.addSql(`drop table "coupons", "tax_rates", "shipping_methods";`);
  }
}
