import { Migration } from '@mikro-orm/migrations';

/** What the months that are over have sold: the sums of their days. */
export class Migration20261127202654_sales_months extends Migration {
  override name = 'Migration20261127202654_sales_months';

  override up(): void {
    this.addSql(
      `create table "sales_months" ("month" date not null, "rolled_up_at" timestamptz(3) not null default now(), primary key ("month"));`,
    );
    this.addSql(
      `create table "sales_month_totals" ("dimension" text not null, "month" date not null, "currency" char(3) not null, "key" varchar(36) not null, "orders" int not null, "units" bigint not null, "discount" bigint not null, "net" bigint not null, "tax" bigint not null, "reversed_units" bigint not null, "reversed_net" bigint not null, "reversed_tax" bigint not null, primary key ("dimension", "month", "currency", "key"));`,
    );
    this.addSql(
      `alter table "sales_month_totals" add constraint "sales_month_totals_dimension_check" check ("dimension" in ('day', 'product', 'country', 'taxRate'));`,
    );
  }

  override down(): void {
    this.addSql(`drop table "sales_month_totals";`);
    this.addSql(`drop table "sales_months";`);
  }
}
