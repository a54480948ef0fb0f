import { Migration } from '@mikro-orm/migrations';

/** How the buyer of an order is reached, and where it goes. Their keys lock the orders alone. */
export class Migration20261127140457_order_addresses extends Migration {
  override name = 'Migration20261127140457_order_addresses';

  override up(): void {
    this.addSql(
      `create table "order_contacts" ("order_id" uuid not null, "email" varchar(254) null, "phone" varchar(40) null, "note" varchar(1000) null, primary key ("order_id"));`,
    );
    this.addSql(
      `create index "order_contacts_email" on "order_contacts" (lower(email), "order_id") where email is not null;`,
    );
    this.addSql(
      `alter table "order_contacts" add constraint "order_contacts_phone_mail" check (phone is null or email is not null);`,
    );
    this.addSql(
      `create table "order_addresses" ("order_id" uuid not null, "kind" varchar(8) not null, "name" varchar(200) null, "company" varchar(200) null, "line1" varchar(200) null, "line2" varchar(200) null, "city" varchar(100) not null, "region" varchar(100) null, "postal_code" varchar(20) null, "country" char(2) not null, "phone" varchar(40) null, primary key ("order_id", "kind"));`,
    );
    this.addSql(
      `alter table "order_addresses" add constraint "order_addresses_country_iso" check (country ~ '^[A-Z]{2}$');`,
    );
    this.addSql(
      `alter table "order_addresses" add constraint "order_addresses_kind_known" check (kind in ('SHIPPING', 'BILLING'));`,
    );
    this.addSql(
      `alter table "order_contacts" add constraint "order_contacts_order_id_foreign" foreign key ("order_id") references "orders" ("id") on update cascade on delete restrict;`,
    );
    this.addSql(
      `alter table "order_addresses" add constraint "order_addresses_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;`,
    );
  }

  override down(): void {
    this.addSql(`drop table "order_addresses", "order_contacts";`);
  }
}
