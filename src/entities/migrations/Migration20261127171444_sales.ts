import { Migration } from '@mikro-orm/migrations';

/** What the days that are over have sold. */
export class Migration20261127171444_sales extends Migration {
  override name = 'Migration20261127171444_sales';

  override up(): void {
    this.addSql(`create table "sales_changes" ("id" bigserial primary key, "day" date not null);`);
    this.addSql(`create index "sales_changes_day" on "sales_changes" ("day");`);
    this.addSql(
      `create table "sales_days" ("day" date not null, "rolled_up_at" timestamptz(3) not null default now(), primary key ("day"));`,
    );
    this.addSql(
      `create table "sales_totals" ("dimension" text not null, "day" date not null, "currency" char(3) not null, "key" varchar(36) not null, "orders" int not null, "units" bigint not null, "discount" bigint not null, "net" bigint not null, "tax" bigint not null, "reversed_units" bigint not null, "reversed_net" bigint not null, "reversed_tax" bigint not null, primary key ("dimension", "day", "currency", "key"));`,
    );
    this.addSql(
      `alter table "sales_totals" add constraint "sales_totals_dimension_check" check ("dimension" in ('day', 'product', 'country', 'taxRate'));`,
    );
  }

  override down(): void {
    this.addSql(`drop table "sales_totals";`);
    this.addSql(`drop table "sales_days";`);
    this.addSql(`drop table "sales_changes";`);
  }
}
