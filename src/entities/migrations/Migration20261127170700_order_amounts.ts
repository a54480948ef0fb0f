import { Migration } from '@mikro-orm/migrations';

/**
 * What an order costs beside its lines, and how it is to be paid: rows and columns that an order without such a thing
 * does not have.
 */
export class Migration20261127170700_order_amounts extends Migration {
  override name = 'Migration20261127170700_order_amounts';

  override up(): void {
    this.addSql(
      `create table "order_payment_terms" ("order_id" uuid not null, "provider" varchar(32) not null, "capture" text not null, primary key ("order_id"));`,
    );
    this.addSql(
      `create table "order_discounts" ("order_id" uuid not null, "position" int not null, "source" text not null, "code" varchar(64) null, "label" varchar(100) not null, "amount" bigint not null, primary key ("order_id", "position"));`,
    );
    this.addSql(
      `create table "order_charges" ("order_id" uuid not null, "position" int not null, "type" text not null, "label" varchar(100) not null, "amount" bigint not null, "discount" bigint not null, "tax" bigint not null, "tax_rate" int null, "shipping_method_id" uuid null, primary key ("order_id", "position"));`,
    );
    this.addSql(
      `create table "coupon_redemptions" ("order_id" uuid not null, "coupon_id" uuid not null, "buyer_key" varchar(80) not null, primary key ("order_id", "coupon_id"));`,
    );
    this.addSql(
      `create index "coupon_redemptions_buyer" on "coupon_redemptions" ("coupon_id", "buyer_key");`,
    );
    this.addSql(
      `alter table "orders" add "items_total" bigint null, add "discount_total" bigint null, add "charges_total" bigint null, add "tax_total" bigint null, add "prices_include_tax" boolean null;`,
    );
    this.addSql(
      `alter table "orders" add constraint "orders_costs_whole" check (num_nulls(items_total, discount_total, charges_total, tax_total, prices_include_tax) in (0, 5)) not valid;`,
    );
    this.addSql(
      `alter table "orders" add constraint "orders_costs_sum" check (total = items_total - discount_total + charges_total + case when prices_include_tax then 0 else tax_total end) not valid;`,
    );
    this.addSql(
      `alter table "order_items" add "discount" bigint null, add "tax" bigint null, add "tax_rate" int null;`,
    );
    this.addSql(
      `alter table "order_items" add constraint "order_items_tax_rate_range" check (tax_rate >= 0 and tax_rate <= 1000000) not valid;`,
    );
    this.addSql(
      `alter table "order_items" add constraint "order_items_tax_range" check (tax >= 0 and tax <= 9007199254740991) not valid;`,
    );
    this.addSql(
      `alter table "order_items" add constraint "order_items_discount_range" check (discount >= 0 and discount <= line_total) not valid;`,
    );
    this.addSql(
      `alter table "order_payment_terms" add constraint "order_payment_terms_order_id_foreign" foreign key ("order_id") references "orders" ("id") on update cascade on delete restrict;`,
    );
    this.addSql(
      `alter table "order_payment_terms" add constraint "order_payment_terms_capture_check" check ("capture" in ('automatic', 'onFulfillment'));`,
    );
    this.addSql(
      `alter table "order_discounts" add constraint "order_discounts_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "order_discounts" add constraint "order_discounts_code_given" check (source <> 'COUPON' or code is not null);`,
    );
    this.addSql(
      `alter table "order_discounts" add constraint "order_discounts_amount_range" check (amount >= 0 and amount <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "order_discounts" add constraint "order_discounts_source_check" check ("source" in ('COUPON', 'AUTOMATIC', 'MANUAL'));`,
    );
    this.addSql(
      `alter table "order_charges" add constraint "order_charges_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "order_charges" add constraint "order_charges_tax_rate_range" check (tax_rate >= 0 and tax_rate <= 1000000);`,
    );
    this.addSql(
      `alter table "order_charges" add constraint "order_charges_tax_range" check (tax >= 0 and tax <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "order_charges" add constraint "order_charges_discount_range" check (discount >= 0 and discount <= amount);`,
    );
    this.addSql(
      `alter table "order_charges" add constraint "order_charges_amount_range" check (amount >= 0 and amount <= 9007199254740991);`,
    );
    this.addSql(
      `alter table "order_charges" add constraint "order_charges_type_check" check ("type" in ('SHIPPING', 'FEE'));`,
    );
    this.addSql(
      `alter table "coupon_redemptions" add constraint "coupon_redemptions_order_id_foreign" foreign key ("order_id") references "orders" ("id") on update cascade on delete restrict;`,
    );
    this.addSql(
      `alter table "coupon_redemptions" add constraint "coupon_redemptions_coupon_id_foreign" foreign key ("coupon_id") references "coupons" ("id") on update cascade on delete cascade;`,
    );
  }

  override down(): void {
    for (const table of ['order_payment_terms', 'order_discounts', 'order_charges', 'coupon_redemptions'])
      this.addSql(`drop table "${table}";`);
    this.addSql(
      `alter table "order_items" drop column "discount", drop column "tax", drop column "tax_rate";`,
    );
    this.addSql(
      `alter table "orders" drop column "items_total", drop column "discount_total", drop column "charges_total", drop column "tax_total", drop column "prices_include_tax";`,
    );
  }
}
